import type { ServiceContext } from '../../context.ts';

/** Beats that may be missed before a portal counts as away. */
const MISSED_BEATS = 3;

export type OtherPortal = { id: string; url: string };
export type Pulse = { databaseTime: Date; others: OtherPortal[] };

/**
 * This portal is alive. One statement tells the database's time too, and which other portals are alive. The row is
 * made again if it is gone (pruned while we were suspended, or a database restored from a backup).
 */
export async function recordPulse(
  ctx: ServiceContext,
  portal: OtherPortal & { startedAt: Date },
): Promise<Pulse> {
  const awayMs = MISSED_BEATS * ctx.timings.heartbeatMs;
  const [row] = await ctx.db.$queryRaw<{ now: Date; others: OtherPortal[] }[]>`
    WITH beat AS (
      INSERT INTO "Portal" (id, url, "startedAt", "lastSeenAt")
      VALUES (${portal.id}, ${portal.url}, ${portal.startedAt}, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET "lastSeenAt" = clock_timestamp(), "stoppedAt" = NULL
    )
    SELECT clock_timestamp() AS now, coalesce((
      SELECT json_agg(json_build_object('id', id, 'url', url)) FROM "Portal"
      WHERE id <> ${portal.id} AND "stoppedAt" IS NULL
        AND "lastSeenAt" > clock_timestamp() - ${awayMs} * interval '1 millisecond'
    ), '[]'::json) AS others`;
  return { databaseTime: row!.now, others: row!.others };
}
