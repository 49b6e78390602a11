import { KEEPING } from '@/shared/schemas/keeping.ts';
import type { ServiceContext } from '../../context.ts';

const DAY_MS = 24 * 3_600_000;
const SESSIONS_AT_ONCE = 20;
/** The rest goes the next day: a backlog of years must not hold a connection for hours. */
const MOST_ROUNDS = 500;

/**
 * Deletes what the ranks of sessions have printed that ended longer ago than the lab keeps it, a few sessions at a
 * time. A session's state, figures, reason and incident stay.
 */
export async function pruneLogs(ctx: ServiceContext): Promise<{ deleted: number }> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { logsKeptDays: true } });
  const days = lab?.logsKeptDays ?? KEEPING.logs.usual;
  const before = new Date(ctx.now().getTime() - days * DAY_MS);
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

/** Sessions that ended before a moment and still have lines, and when the first of them ended. */
export async function readOldLogs(
  ctx: ServiceContext,
  before: Date,
): Promise<{ sessions: number; oldest: Date | null }> {
  const [row] = await ctx.db.$queryRaw<{ sessions: number; oldest: Date | null }[]>`
    SELECT count(*)::int AS sessions, min(s."endedAt") AS oldest FROM "Session" s
    WHERE s."endedAt" < ${before} AND EXISTS (SELECT FROM "RankLogLine" l WHERE l."sessionId" = s.id)`;
  return row ?? { sessions: 0, oldest: null };
}
