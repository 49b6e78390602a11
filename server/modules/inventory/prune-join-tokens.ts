import type { ServiceContext } from '../../context.ts';

/** Long enough to see in the audit what a token was for. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Join tokens that were used, or ran out, a month ago. */
export async function pruneJoinTokens(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  const { count } = await ctx.db.joinToken.deleteMany({ where: { expiresAt: { lt: before } } });
  return { deleted: count };
}
