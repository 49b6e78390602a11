import type { ServiceContext } from '../../context.ts';

const KEPT_MS = 90 * 86_400_000;

/** What was told three months ago, with how it went out; and webhooks that were taken away then. */
export async function pruneNotifications(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  const { count } = await ctx.db.notification.deleteMany({ where: { createdAt: { lt: before } } });
  await ctx.db.webhook.deleteMany({ where: { disabledAt: { lt: before } } });
  return { deleted: count };
}
