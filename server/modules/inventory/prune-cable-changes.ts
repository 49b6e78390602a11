import type { ServiceContext } from '../../context.ts';

/** Shown are those of a day; a week tells who looks later what went before. */
const KEPT_MS = 7 * 24 * 3_600_000;

export async function pruneCableChanges(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  const { count } = await ctx.db.cableChange.deleteMany({ where: { at: { lt: before } } });
  return { deleted: count };
}
