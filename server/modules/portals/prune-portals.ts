import type { ServiceContext } from '../../context.ts';

const KEPT_MS = 24 * 3_600_000;

/** Rows of portals that were last heard of a day ago. */
export async function prunePortals(ctx: ServiceContext): Promise<{ deleted: number }> {
  const { count } = await ctx.db.portal.deleteMany({
    where: { lastSeenAt: { lt: new Date(ctx.now().getTime() - KEPT_MS) } },
  });
  return { deleted: count };
}
