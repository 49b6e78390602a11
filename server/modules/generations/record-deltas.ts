import type * as z from 'zod';
import { setNewest } from '@/shared/domain/newest.ts';
import { type OpenHalf, wholeCharacters } from '@/shared/domain/whole-characters.ts';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { singleton } from '../../singleton.ts';
import { TEXTS } from './finish-generation.ts';
import { earliestWord } from './internal.ts';
import { sendStop } from './stop-generation.ts';

type Deltas = z.output<(typeof agentEvents)['generation:deltas']['payload']>;

/**
 * Stores what an agent read from rank 0, then tells the viewers. One statement checks the fence, takes only what
 * continues the log without a gap, and counts tokens with GREATEST, so a repeat changes nothing, and never more than
 * were asked for. An answer that only
 * the portal has called over still takes the tokens its agent had read, and its agent is told to stop.
 *
 * A program that waits for its first words gets them while they are stored, and no more before they are: it has no page
 * to come back to, and what it was told is stored all the same unless its rank or the database is gone in that moment.
 *
 * @returns the highest contiguous seq stored.
 */
export async function recordDeltas(
  ctx: ServiceContext,
  machineId: string,
  input: Deltas,
): Promise<{ storedSeq: number }> {
  const sent = contiguous(input.deltas);
  const first = sent[0]!.seq;
  const { steps: deltas, open } = wholeCharacters(sent, halves.get(input.generationId) ?? null);
  const { generationId, sessionId, epoch } = input;
  if (first === 1 && deltas.length <= MOST_FIRST_STEPS)
    ctx.bus.emit('generation.begun', { generationId, sessionId, epoch, machineId, deltas });
  const [row] = await hotClient(ctx.db).query<Appended>(APPEND, [
    generationId,
    sessionId,
    epoch,
    machineId,
    deltas.map((it) => it.seq),
    deltas.map((it) => it.kind),
    deltas.map((it) => it.text),
    deltas.map((it) => it.completionTokens),
    deltas.map((it) => it.at.toISOString()),
    first,
    ctx.now().toISOString(),
    input.timeToFirstTokenMs ?? null,
  ]);
  if (!row) throw new ServiceError('CONFLICT', 'That answer is not this rank’s, or its session is over.');
  if (open) setNewest(halves, input.generationId, open, MOST_HALVES);
  else halves.delete(input.generationId);
  // An answer whose end was told takes nothing more; acknowledging lets the agent forget what is too late.
  if (row.phase === 'told') return { storedSeq: deltas.at(-1)!.seq };
  if (row.phase === 'over') {
    const stopped = sendStop(ctx, machineId, input);
    inBackground(ctx, 'an answer that is over could not be stopped', stopped);
  }
  const added = deltas
    .filter((it) => it.seq > row.before && it.seq <= row.after)
    .map((it) => ({ ...it, completionTokens: Math.min(it.completionTokens, row.maxTokens) }));
  if (added.length > 0) {
    ctx.bus.emit('generation.appended', { generationId, sessionId, deltas: added });
    const { timeToFirstTokenMs = null } = input;
    if (row.before === 0 && timeToFirstTokenMs !== null)
      ctx.bus.emit('generation.progress', { generationId, prefill: null, timeToFirstTokenMs });
  }
  return { storedSeq: row.after };
}

/** More than these had been held back: nobody waits for their first words any more. */
const MOST_FIRST_STEPS = 8;

/** Of characters that a batch ended in the middle of; the rest of one comes a moment later, from the same agent. */
const halves = singleton('answer-halves', () => new Map<string, OpenHalf>());
const MOST_HALVES = 1000;

type Appended = { before: number; after: number; phase: 'open' | 'over' | 'told'; maxTokens: number };

/** The first step is the agent's word that it has the question. Late steps are added to the text already written. */
const APPEND: Statement = {
  name: 'generations.append-deltas',
  text: `
    WITH target AS (
      SELECT g.id, g."lastSeq", CASE
          WHEN g.state IN ('dispatched', 'running') THEN 'open' WHEN g."reportedAt" IS NULL THEN 'over' ELSE 'told'
        END AS phase, g."maxTokens",
        greatest(coalesce(g."dispatchedAt", g."createdAt"), ${earliestWord('$11::timestamptz')}) AS "earliest"
      FROM "Generation" g
      JOIN "Session" s ON s.id = g."sessionId" AND s.epoch = $3::int
      JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0 AND r."machineId" = $4
      LEFT JOIN "Agent" a ON a."machineId" = $4
      WHERE g.id = $1 AND g."sessionId" = $2 AND g.epoch = $3::int
      FOR NO KEY UPDATE OF g
    ), added AS (
      INSERT INTO "GenerationDelta" ("generationId", seq, kind, text, "completionTokens", at)
      SELECT t.id, d.seq, d.kind, d.text, least(d.tokens, t."maxTokens"),
        greatest(t."earliest", least(d.at, $11::timestamptz))
      FROM target t,
        unnest($5::int[], $6::text[], $7::text[], $8::int[], $9::timestamptz[]) AS d(seq, kind, text, tokens, at)
      WHERE d.seq > t."lastSeq" AND $10::int <= t."lastSeq" + 1 AND t.phase <> 'told'
      RETURNING seq, "completionTokens", kind, text
    ), moved AS (
      UPDATE "Generation" g SET
        "lastSeq" = GREATEST(g."lastSeq", a.seq),
        "completionTokens" = GREATEST(g."completionTokens", a.tokens),
        "timeToFirstTokenMs" = coalesce(g."timeToFirstTokenMs", $12::float8),
        state = CASE g.state WHEN 'dispatched' THEN 'running' ELSE g.state END,
        "startedAt" = coalesce(g."startedAt", $11::timestamptz),
        "deadlineAt" = CASE WHEN g."stopRequestedAt" IS NULL THEN NULL ELSE g."deadlineAt" END,
        text = g.text || a.text, reasoning = g.reasoning || a.reasoning,
        "toolCalls" = CASE WHEN g.text IS NULL OR a.calls IS NULL THEN g."toolCalls"
          ELSE (coalesce(g."toolCalls"::jsonb, '[]') || a.calls::jsonb)::json END
      FROM (
        SELECT max(seq) AS seq, max("completionTokens") AS tokens, ${TEXTS}
        FROM added
      ) a
      WHERE g.id = $1 AND a.seq IS NOT NULL
      RETURNING g."lastSeq"
    )
    SELECT t."lastSeq" AS before, coalesce((SELECT "lastSeq" FROM moved), t."lastSeq") AS after, t.phase, t."maxTokens"
    FROM target t`,
};

function contiguous(deltas: Deltas['deltas']): Deltas['deltas'] {
  const gap = deltas.findIndex((it, index) => it.seq !== deltas[0]!.seq + index);
  if (gap > 0)
    throw new ServiceError('VALIDATION', `The answer's steps are not in order at ${deltas[gap]!.seq}.`);
  return deltas;
}
