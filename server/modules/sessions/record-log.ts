import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { LogLine } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';

type RankLog = z.output<(typeof agentEvents)['rank:log']['payload']>;
/** A rank that prints for ever must not fill the database; later lines are dropped and the last one says so. */
const LINES_PER_RANK = 20_000;

/** Stores a rank's lines once, if the machine holds that rank in that epoch; others are ignored. */
export async function recordLog(ctx: ServiceContext, machineId: string, log: RankLog): Promise<void> {
  const lines = log.lines.filter((it) => it.seq <= LINES_PER_RANK).map((it) => capped(it));
  if (lines.length === 0) return;
  const stored = await ctx.db.$executeRaw`
    INSERT INTO "RankLogLine" ("sessionId", rank, seq, at, stream, text)
    SELECT r."sessionId", r.rank, l.seq, l.at, l.stream, l.text
    FROM unnest(
      ${lines.map((it) => it.rank)}::int[], ${lines.map((it) => it.seq)}::int[],
      ${lines.map((it) => it.at.toISOString())}::timestamptz[], ${lines.map((it) => it.stream)}::text[],
      ${lines.map((it) => it.text)}::text[]
    ) AS l(rank, seq, at, stream, text)
    JOIN "SessionRank" r ON r."sessionId" = ${log.sessionId} AND r.rank = l.rank AND r."machineId" = ${machineId}
    JOIN "Session" s ON s.id = r."sessionId" AND s.epoch = ${log.epoch}
    ON CONFLICT DO NOTHING`;
  if (stored > 0) ctx.bus.emit('session.logged', { sessionId: log.sessionId, lastSeq: lines.at(-1)!.seq });
}

const capped = (line: LogLine): LogLine => ({
  ...line,
  // Postgres text can't hold NUL.
  text:
    line.seq === LINES_PER_RANK
      ? `… later lines are not kept (more than ${LINES_PER_RANK})`
      : line.text.replaceAll('\u0000', '�'),
});
