import type { ServiceContext } from '../../context.ts';

const KEPT_MS = 400 * 86_400_000;

/** What was over more than a year ago, and silences that ended then. */
export async function pruneAlerts(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  const { count } = await ctx.db.alert.deleteMany({ where: { endedAt: { lt: before } } });
  await ctx.db.alertSilence.deleteMany({ where: { until: { lt: before } } });
  return { deleted: count };
}
