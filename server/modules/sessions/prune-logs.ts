import type { ServiceContext } from '../../context.ts';

/** A failed session is looked into within weeks; its state, figures and reason stay. */
const KEPT_MS = 30 * 24 * 3_600_000;
const SESSIONS_AT_ONCE = 20;
/** The rest goes the next day: a backlog of years must not hold a connection for hours. */
const MOST_ROUNDS = 500;

/** Deletes what the ranks of sessions that ended a month ago have printed, a few sessions at a time. */
export async function pruneLogs(ctx: ServiceContext): Promise<{ deleted: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  let deleted = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const count = await ctx.db.$executeRaw`
      DELETE FROM "RankLogLine" WHERE "sessionId" IN (
        SELECT s.id FROM "Session" s
        WHERE s."endedAt" < ${before} AND EXISTS (SELECT FROM "RankLogLine" l WHERE l."sessionId" = s.id)
        LIMIT ${SESSIONS_AT_ONCE}
      )`;
    if (count === 0) break;
    deleted += count;
  }
  return { deleted };
}
