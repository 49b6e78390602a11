import type { GenerationEndFrame } from '@/shared/protocol/console.ts';
import type { GenerationState } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { rate } from './internal.ts';

export type PortalEnd = {
  state: Extract<GenerationState, 'stopped' | 'interrupted' | 'error'>;
  message: string | null;
};

/**
 * Ends a generation by the portal's own word, once; what is in the log is its answer. The agent's late words are
 * still counted when it was interrupted.
 *
 * @returns whether it was open.
 */
export async function finishGeneration(
  ctx: ServiceContext,
  generationId: string,
  { state, message }: PortalEnd,
): Promise<boolean> {
  const row = await withWholeLog<Finished>(ctx, FINISH, [
    generationId,
    ctx.now().toISOString(),
    state,
    message,
  ]);
  if (!row?.isWhole) return false;
  announceEnd(ctx, row);
  return true;
}

/**
 * The text is written once, from the log, in the statement that ends the answer. A step stored while that statement
 * waited for the row is not in its snapshot: then it does nothing, and is asked again.
 */
export async function withWholeLog<Row extends { isWhole: boolean }>(
  ctx: ServiceContext,
  statement: Statement,
  values: unknown[],
): Promise<Row | undefined> {
  for (let attempt = 1; ; attempt++) {
    const [row] = await hotClient(ctx.db).query<Row>(statement, values);
    if (!row || row.isWhole || attempt === 5) return row;
  }
}

/** Steps joined in their order, as SQL: what is said, and what was thought. */
export const TEXTS = `
      coalesce(string_agg(text, '' ORDER BY seq) FILTER (WHERE kind = 'text'), '') AS text,
      coalesce(string_agg(text, '' ORDER BY seq) FILTER (WHERE kind = 'reasoning'), '') AS reasoning,
      json_agg(text::json ORDER BY seq) FILTER (WHERE kind = 'tool') AS calls`;

/** How long it thought before its first word, as SQL: nothing when it thought in between, or not at all. */
const THOUGHT = `
      CASE WHEN max(seq) FILTER (WHERE kind = 'reasoning') < coalesce(min(seq) FILTER (WHERE kind <> 'reasoning'), 2147483647)
      THEN jsonb_build_object('tokens', max("completionTokens") FILTER (WHERE kind = 'reasoning'), 'ms',
        1000 * extract(epoch FROM coalesce(min(at) FILTER (WHERE kind <> 'reasoning'), max(at))
          - min(at) FILTER (WHERE kind = 'reasoning'))) END AS thought`;

/** The answer so far, as SQL over its id: one row. */
export const LOG = `
  log AS (
    SELECT count(*)::int AS steps, max(at) AS "lastAt", ${TEXTS}, ${THOUGHT}
    FROM "GenerationDelta" WHERE "generationId" = $1
  )`;

/** What an end writes besides state and counts; the prompt is no longer needed (see the schema). */
export const ending = (endedAt: string): string => `
        "endedAt" = ${endedAt}, text = log.text, reasoning = log.reasoning, "toolCalls" = log.calls,
        "thoughtMs" = (log.thought->>'ms')::float, "thoughtTokens" = (log.thought->>'tokens')::int, prompt = NULL, "deadlineAt" = NULL,
        "energyDueAt" = CASE WHEN g."startedAt" IS NOT NULL THEN ${endedAt} END`;

export const FRAME_COLUMNS = `g.id, g."sessionId", g.state::text, g."lastSeq", g."promptTokens", g."completionTokens",
      g."timeToFirstTokenMs", g."decodeMs", g."energyJoules", g."errorMessage"`;

const FINISH: Statement = {
  name: 'generations.finish',
  text: `
    WITH target AS (
      SELECT id, "lastSeq" FROM "Generation"
      WHERE id = $1 AND state IN ('queued', 'dispatched', 'running') FOR NO KEY UPDATE
    ), ${LOG}, finished AS (
      UPDATE "Generation" g SET state = $3::"GenerationState", "errorMessage" = $4, ${ending('$2::timestamptz')}
      FROM target t, log WHERE g.id = t.id AND log.steps = t."lastSeq" RETURNING ${FRAME_COLUMNS}
    )
    SELECT f.*, f.id IS NOT NULL AS "isWhole" FROM target t LEFT JOIN finished f ON true`,
};

export type FrameRow = {
  id: string;
  sessionId: string;
  state: GenerationState;
  lastSeq: number;
  promptTokens: number | null;
  completionTokens: number;
  timeToFirstTokenMs: number | null;
  decodeMs: number | null;
  energyJoules: number | null;
  errorMessage: string | null;
};
type Finished = FrameRow & { isWhole: boolean };

/** Tells whoever watches that an answer is over, from its row. */
export function announceEnd(ctx: ServiceContext, row: FrameRow): void {
  ctx.bus.emit('generation.ended', { ...toEndFrame(row), sessionId: row.sessionId });
}

export const toEndFrame = (row: FrameRow): GenerationEndFrame => ({
  generationId: row.id,
  state: row.state,
  lastSeq: row.lastSeq,
  promptTokens: row.promptTokens,
  completionTokens: row.completionTokens,
  timeToFirstTokenMs: row.timeToFirstTokenMs,
  tokensPerSecond: rate(row.completionTokens, row.decodeMs),
  energyJoules: row.energyJoules,
  message: row.errorMessage,
});
