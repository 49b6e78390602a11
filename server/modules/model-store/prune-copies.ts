import type { ServiceContext } from '../../context.ts';

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;

/** Copies that were over long ago; the audit keeps who asked for them. What lies on people's disks is kept for a day. */
export async function pruneCopies(ctx: ServiceContext): Promise<{ deleted: number }> {
  const { count } = await ctx.db.modelCopy.deleteMany({
    where: { endedAt: { lt: new Date(ctx.now().getTime() - KEPT_MS) } },
  });
  const dayAgo = new Date(ctx.now().getTime() - DAY_MS);
  await ctx.db.diskLook.deleteMany({ where: { askedAt: { lt: dayAgo } } });
  await ctx.db.modelRemoval.deleteMany({ where: { at: { lt: dayAgo } } });
  return { deleted: count };
}
