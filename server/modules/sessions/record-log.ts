import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { LogLine } from '@/shared/schemas/session.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { reviewIncident } from '../incidents/index.ts';

type RankLog = z.output<(typeof agentEvents)['rank:log']['payload']>;
/** A rank that prints for ever must not fill the database; later lines are dropped and the last one says so. */
const LINES_PER_RANK = 20_000;

/** Stores a rank's lines once, if the machine holds that rank in that epoch; others are ignored. */
export async function recordLog(ctx: ServiceContext, machineId: string, log: RankLog): Promise<void> {
  const lines = log.lines.filter((it) => it.seq <= LINES_PER_RANK).map((it) => capped(it));
  if (lines.length === 0) return;
  const stored = await hotClient(ctx.db).query<{ state: string }>(STORE, [
    log.sessionId,
    log.epoch,
    machineId,
    ctx.now().toISOString(),
    lines.map((it) => it.rank),
    lines.map((it) => it.seq),
    lines.map((it) => it.at.toISOString()),
    lines.map((it) => it.stream),
    lines.map((it) => it.text),
  ]);
  if (stored.length === 0) return;
  // Last words often come after the end they tell of.
  if (stored[0]!.state === 'failed') await withTransaction(ctx, (tx) => reviewIncident(tx, log.sessionId));
  ctx.bus.emit('session.logged', { sessionId: log.sessionId, lastSeq: lines.at(-1)!.seq });
}

/** A line was written between the session's start and now, whatever the agent's clock says. */
const STORE: Statement = {
  name: 'sessions.store-log',
  text: `
    INSERT INTO "RankLogLine" ("sessionId", rank, seq, at, stream, text)
    SELECT r."sessionId", r.rank, l.seq, greatest(s."createdAt", least(l.at, $4::timestamptz)), l.stream, l.text
    FROM unnest($5::int[], $6::int[], $7::timestamptz[], $8::text[], $9::text[]) AS l(rank, seq, at, stream, text)
    JOIN "SessionRank" r ON r."sessionId" = $1 AND r.rank = l.rank AND r."machineId" = $3
    JOIN "Session" s ON s.id = r."sessionId" AND s.epoch = $2::int
    ON CONFLICT DO NOTHING
    RETURNING seq, (SELECT state::text FROM "Session" WHERE id = $1) AS state`,
};

const capped = (line: LogLine): LogLine =>
  line.seq < LINES_PER_RANK
    ? line
    : { ...line, text: `… later lines are not kept (more than ${LINES_PER_RANK})` };
