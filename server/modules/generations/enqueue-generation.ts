import type { AnswerSettings } from '@/shared/schemas/answer-settings.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type HotClient, hotTransaction } from '../../db.ts';
import { retryTransient, translatePrismaError } from '../../prisma-errors.ts';
import { DISPATCH_TIMEOUT_MS } from './deadlines.ts';
import { sendQuestion } from './dispatch.ts';
import { completePrompt, type GenerationSource, type PromptTurn } from './prompt.ts';
import { isSomebodyBefore } from './queue-order.ts';
import { batchSlotsOf, isOneByOne, LOCK_SESSION, slotsOf, takenSlots } from './slots.ts';

export type AskedBy = { requestedById: string } | { apiKeyId: string };
export type NewGeneration = {
  id: string;
  source: GenerationSource;
  askedBy: AskedBy;
  prompt: PromptTurn[];
  settings: AnswerSettings;
  maxTokens: number;
  /** How many of the oldest turns `prompt` is without. */
  leftOut?: number;
  /** A session that can answer; its state has been looked at. */
  session: { id: string; epoch: number; backend: string; machineId: string };
};
/**
 * What a caller writes in the same statement. `before` are CTEs, the last of them `asked`: nothing is written unless
 * it yields its row. `after` reads from `generation`, which holds the new row's `id` and `state`. Own values are
 * numbered from `FIRST_OWN_VALUE`.
 */
export type Beside = {
  name: string;
  before: string;
  after: string;
  values: unknown[];
  /** What has to be decided first under a lock of the caller's own; what it throws leaves nothing written. */
  guard?: (client: HotClient) => Promise<void>;
};
export const FIRST_OWN_VALUE = 14;

export type Enqueued<Row> = { state: 'queued' | 'dispatched'; row: Row };

/**
 * Takes a question: it gets a slot and leaves at once, or waits for one (`waitingInOrder`). The same id again gives null
 * and changes nothing. One statement, prepared, for it stands before the first token; only where answers must follow
 * one by one, and for a batch, which must not take the last slot, is the count taken under the session's row lock.
 */
export async function enqueueGeneration<Row = unknown>(
  ctx: ServiceContext,
  asked: NewGeneration,
  beside: Beside = ALONE,
): Promise<Enqueued<Row> | null> {
  const now = ctx.now();
  const statement = { name: beside.name, text: insertText(beside) };
  const write = async (client: HotClient) => {
    const values = [...valuesOf(asked, now), ...beside.values];
    const [row] = await client.query<Row & { state: 'queued' | 'dispatched' }>(statement, values);
    return row ? { state: row.state, row } : null;
  };
  const { id, backend } = asked.session;
  const isExact = isOneByOne(backend) || asked.source === 'batch';
  let enqueued;
  try {
    enqueued =
      isExact || beside.guard
        ? await retryTransient(() =>
            hotTransaction(ctx.db, async (client) => {
              await beside.guard?.(client);
              if (isExact) await client.query(LOCK_SESSION, [id]);
              return write(client);
            }),
          )
        : await write(hotClient(ctx.db));
  } catch (error) {
    throw translatePrismaError(error);
  }
  if (enqueued) ctx.bus.emit('queue.changed', { sessionId: id });
  if (enqueued?.state === 'dispatched') {
    const { session, prompt, settings, maxTokens } = asked;
    const messages = await completePrompt(hotClient(ctx.db), prompt, asked.source);
    const { epoch, machineId } = session;
    sendQuestion(ctx, machineId, {
      sessionId: id,
      epoch,
      generationId: asked.id,
      messages,
      settings,
      maxTokens,
    });
  }
  return enqueued;
}

const ALONE: Beside = {
  name: 'generations.enqueue',
  before: `asked AS (SELECT WHERE NOT EXISTS (SELECT FROM "Generation" WHERE id = $1))`,
  after: 'SELECT state FROM generation',
  values: [],
};

const insertText = ({ before, after }: Beside): string => `
  WITH ${before}, room AS (
    SELECT CASE WHEN ${takenSlots('$2')} < $12::int AND NOT ${isSomebodyBefore('$2', '$6::"GenerationSource"')}
      THEN 'dispatched' ELSE 'queued' END::"GenerationState" AS state
  ), generation AS (
    INSERT INTO "Generation" (id, "sessionId", epoch, "requestedById", "apiKeyId", source, settings, "maxTokens",
      prompt, "leftOut", "createdAt", state, "dispatchedAt", "deadlineAt")
    SELECT $1, $2, $3::int, $4, $5, $6::"GenerationSource", $7::json, $8::int, $9::json, $13::int, $10::timestamptz,
      room.state, CASE room.state WHEN 'dispatched' THEN $10::timestamptz END,
      CASE room.state WHEN 'dispatched' THEN $11::timestamptz END
    FROM asked, room RETURNING id, state
  ) ${after}`;

function valuesOf(asked: NewGeneration, now: Date): unknown[] {
  const { askedBy, session } = asked;
  return [
    asked.id,
    session.id,
    session.epoch,
    'requestedById' in askedBy ? askedBy.requestedById : null,
    'apiKeyId' in askedBy ? askedBy.apiKeyId : null,
    asked.source,
    JSON.stringify(asked.settings),
    asked.maxTokens,
    JSON.stringify(asked.prompt),
    now.toISOString(),
    new Date(now.getTime() + DISPATCH_TIMEOUT_MS).toISOString(),
    asked.source === 'batch' ? batchSlotsOf(session.backend) : slotsOf(session.backend),
    asked.leftOut ?? 0,
  ];
}
