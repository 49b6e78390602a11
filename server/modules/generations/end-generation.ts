import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import type { Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { dispatchWaiting } from './dispatch.ts';
import { announceEnd, ending, FRAME_COLUMNS, type FrameRow, LOG, withWholeLog } from './finish-generation.ts';
import { earliestWord } from './internal.ts';

type End = z.output<(typeof agentEvents)['generation:end']['payload']>;

/**
 * The agent's word that an answer is over, with exact counts. Refused while steps are still missing, so the agent
 * sends those first. An answer that the portal had to call over gets its exact counts too, once, and keeps its state.
 */
export async function endGeneration(ctx: ServiceContext, machineId: string, end: End): Promise<void> {
  const { usage } = end;
  const row = await withWholeLog<Ended>(ctx, END, [
    end.generationId,
    ctx.now().toISOString(),
    end.sessionId,
    end.epoch,
    machineId,
    end.lastSeq,
    end.state,
    end.message,
    end.at.toISOString(),
    usage.promptTokens,
    usage.cachedTokens,
    usage.completionTokens,
    usage.timeToFirstTokenMs,
    usage.decodeMs,
  ]);
  if (!row) throw new ServiceError('CONFLICT', 'That answer is not this rank’s, or its session is over.');
  if (row.isRepeated) return;
  if (row.storedSeq < end.lastSeq) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `Steps ${row.storedSeq + 1} to ${end.lastSeq} are missing.`,
    );
  }
  if (!row.isWhole) throw new ServiceError('UNAVAILABLE', 'Steps of this answer are still being stored.');
  announceEnd(ctx, row);
  if (row.hasWaiting)
    inBackground(ctx, 'waiting questions could not be sent', dispatchWaiting(ctx, end.sessionId));
}

type Ended = FrameRow & { isWhole: boolean; isRepeated: boolean; storedSeq: number; hasWaiting: boolean };

/** Unknown is not zero: an agent that was restarted no longer knows the prompt's length. */
const COUNTS = `
        "promptTokens" = coalesce(nullif($10::int, 0), g."promptTokens"), "cachedTokens" = $11::int,
        "completionTokens" = greatest(g."completionTokens", least($12::int, g."maxTokens")), "timeToFirstTokenMs" = coalesce($13::float8, g."timeToFirstTokenMs"),
        "decodeMs" = $14::float8`;

/**
 * Why the session ended says more than that its rank did. The end lies between the last step and now, whatever the
 * agent's clock says, and not before what the agent can be telling of.
 */
const END: Statement = {
  name: 'generations.end',
  text: `
    WITH target AS (
      SELECT g.id, g."lastSeq", g."reportedAt", g.state IN ('queued', 'dispatched', 'running') AS "isOpen", s."endMessage",
        greatest(coalesce(g."startedAt", g."createdAt"), ${earliestWord('$2::timestamptz')},
          least($9::timestamptz, $2::timestamptz)) AS "endedAt"
      FROM "Generation" g
      JOIN "Session" s ON s.id = g."sessionId" AND s.epoch = $4::int
      JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0 AND r."machineId" = $5
      LEFT JOIN "Agent" a ON a."machineId" = $5
      WHERE g.id = $1 AND g."sessionId" = $3 AND g.epoch = $4::int
      FOR NO KEY UPDATE OF g
    ), ${LOG}, ended AS (
      UPDATE "Generation" g SET state = $7::"GenerationState", "reportedAt" = $2::timestamptz,
        "errorMessage" = CASE WHEN $7 = 'interrupted' THEN coalesce(t."endMessage", $8) ELSE $8 END, ${COUNTS},
        ${ending('greatest(t."endedAt", log."lastAt")')}
      FROM target t, log
      WHERE g.id = t.id AND t."isOpen" AND t."lastSeq" >= $6::int AND log.steps = t."lastSeq" RETURNING ${FRAME_COLUMNS}
    ), counted AS (
      UPDATE "Generation" g SET "reportedAt" = $2::timestamptz, ${COUNTS}
      FROM target t
      WHERE g.id = t.id AND NOT t."isOpen" AND t."reportedAt" IS NULL AND t."lastSeq" >= $6::int RETURNING ${FRAME_COLUMNS}
    )
    SELECT e.*, t."lastSeq" AS "storedSeq", NOT t."isOpen" AND t."reportedAt" IS NOT NULL AS "isRepeated",
      e.id IS NOT NULL AS "isWhole",
      EXISTS (SELECT FROM "Generation" w WHERE w."sessionId" = $3 AND w.state = 'queued') AS "hasWaiting"
    FROM target t LEFT JOIN (SELECT * FROM ended UNION ALL SELECT * FROM counted) e ON true`,
};
