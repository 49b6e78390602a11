import type { ServiceContext } from '../../context.ts';

const KEPT_MS = 90 * 86_400_000;

/** Copies that were over long ago; the audit keeps who asked for them. */
export async function pruneCopies(ctx: ServiceContext): Promise<{ deleted: number }> {
  const { count } = await ctx.db.modelCopy.deleteMany({
    where: { endedAt: { lt: new Date(ctx.now().getTime() - KEPT_MS) } },
  });
  return { deleted: count };
}
