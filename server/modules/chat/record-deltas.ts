import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

type Deltas = z.output<(typeof agentEvents)['generation:deltas']['payload']>;

/**
 * Stores what an agent read from rank 0, then tells the viewers. One statement checks the fence, takes only what
 * continues the log without a gap, and counts tokens with GREATEST, so a repeat changes nothing. An interrupted
 * answer still takes the tokens its agent had already read.
 *
 * @returns the highest contiguous seq stored.
 */
export async function recordDeltas(
  ctx: ServiceContext,
  machineId: string,
  input: Deltas,
): Promise<{ storedSeq: number }> {
  const deltas = contiguous(input.deltas);
  const first = deltas[0]!.seq;
  const [row] = await hotClient(ctx.db).query<Appended>(APPEND, [
    input.generationId,
    input.sessionId,
    input.epoch,
    machineId,
    deltas.map((it) => it.seq),
    deltas.map((it) => it.kind),
    // Postgres text can't hold NUL.
    deltas.map((it) => it.text.replaceAll('\u0000', '\ufffd')),
    deltas.map((it) => it.completionTokens),
    deltas.map((it) => it.at.toISOString()),
    first,
  ]);
  if (!row) throw new ServiceError('CONFLICT', 'That answer is not this rank’s, or its session is over.');
  // An ended answer takes nothing more; acknowledging lets the agent forget what is too late.
  if (row.isOver) return { storedSeq: deltas.at(-1)!.seq };
  const added = deltas.filter((it) => it.seq > row.before && it.seq <= row.after);
  if (added.length > 0) {
    const { generationId, sessionId } = input;
    ctx.bus.emit('generation.appended', { generationId, sessionId, deltas: added });
  }
  return { storedSeq: row.after };
}

type Appended = { before: number; after: number; isOver: boolean };

const APPEND: Statement = {
  name: 'chat.append-deltas',
  text: `
    WITH target AS (
      SELECT g.id, g."lastSeq", g.state FROM "Generation" g
      JOIN "Session" s ON s.id = g."sessionId" AND s.epoch = $3::int
      JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0 AND r."machineId" = $4
      WHERE g.id = $1 AND g."sessionId" = $2 AND g.epoch = $3::int
      FOR NO KEY UPDATE OF g
    ), added AS (
      INSERT INTO "GenerationDelta" ("generationId", seq, kind, text, "completionTokens", at)
      SELECT t.id, d.seq, d.kind, d.text, d.tokens, d.at
      FROM target t,
        unnest($5::int[], $6::text[], $7::text[], $8::int[], $9::timestamptz[]) AS d(seq, kind, text, tokens, at)
      WHERE d.seq > t."lastSeq" AND $10::int <= t."lastSeq" + 1
        AND t.state IN ('queued', 'running', 'interrupted')
      RETURNING seq, "completionTokens"
    ), moved AS (
      UPDATE "Generation" g SET
        "lastSeq" = GREATEST(g."lastSeq", a.seq),
        "completionTokens" = GREATEST(g."completionTokens", a.tokens)
      FROM (SELECT max(seq) AS seq, max("completionTokens") AS tokens FROM added) a
      WHERE g.id = $1 AND a.seq IS NOT NULL
      RETURNING g."lastSeq"
    )
    SELECT t."lastSeq" AS before, coalesce((SELECT "lastSeq" FROM moved), t."lastSeq") AS after,
      t.state NOT IN ('queued', 'running', 'interrupted') AS "isOver"
    FROM target t`,
};

function contiguous(deltas: Deltas['deltas']): Deltas['deltas'] {
  const gap = deltas.findIndex((it, index) => it.seq !== deltas[0]!.seq + index);
  if (gap > 0)
    throw new ServiceError('VALIDATION', `The answer's steps are not in order at ${deltas[gap]!.seq}.`);
  return deltas;
}
