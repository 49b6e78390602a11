import type { ServiceContext } from '../../context.ts';

/** This portal ends in order; its agents go to others. */
export async function recordStop(ctx: ServiceContext, portalId: string): Promise<void> {
  await ctx.db.$executeRaw`
    UPDATE "Portal" SET "lastSeenAt" = clock_timestamp(), "stoppedAt" = clock_timestamp() WHERE id = ${portalId}`;
}
