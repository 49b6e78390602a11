import type { AnswerSettings } from '@/shared/schemas/answer-settings.ts';
import type { ServiceContext } from '../../context.ts';
import { type Asked, hotBatch, hotClient, type HotClient, hotTransaction } from '../../db.ts';
import type { ServiceError } from '../../errors.ts';
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
  /** Row locks of the caller's own, taken first: what its statement counts, it counts alone. */
  locks?: readonly Asked[];
  /** What has to be decided between those and the statement; what it throws leaves nothing written. */
  guard?: ((client: HotClient) => Promise<void>) | undefined;
  /** Why nothing is written, by the row that `after` then yields without a state; null where that is no fault. */
  refusalOf?: (row: never) => ServiceError | null;
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
  const row = await write<Row>(ctx, asked, beside);
  if (!row?.state) {
    const refusal = row ? beside.refusalOf?.(row as never) : null;
    if (refusal) throw refusal;
    return null;
  }
  const { id, epoch, machineId } = asked.session;
  if (row.state === 'dispatched') {
    const { prompt, settings, maxTokens } = asked;
    const messages = await completePrompt(hotClient(ctx.db), prompt, asked.source);
    sendQuestion(ctx, machineId, {
      sessionId: id,
      epoch,
      generationId: asked.id,
      messages,
      settings,
      maxTokens,
    });
  }
  ctx.bus.emit('queue.changed', { sessionId: id });
  return { state: row.state, row };
}

type Written<Row> = Row & { state: 'queued' | 'dispatched' | null };

/**
 * The one place that admits. Locks stand before the statement that counts under them, as statements of their own: each
 * sees what was committed when it is its turn, and a count in the statement that waited for the lock would be of before
 * that. All leave together, in one transaction, so that locking costs no way there and back of its own.
 */
async function write<Row>(
  ctx: ServiceContext,
  asked: NewGeneration,
  beside: Beside,
): Promise<Written<Row> | undefined> {
  const { id, backend } = asked.session;
  const { guard } = beside;
  const locks = asked.source === 'api' ? [COMMIT_SOON, ...(beside.locks ?? [])] : (beside.locks ?? []);
  const isExact = isOneByOne(backend) || asked.source === 'batch';
  const last = isExact ? [{ statement: LOCK_SESSION, values: [id] }] : [];
  const statement = { name: beside.name, text: insertText(beside) };
  const values = [...valuesOf(asked, ctx.now()), ...beside.values];
  const all = [...locks, ...last, { statement, values }];
  const once = async (): Promise<Written<Row>[]> => {
    if (!guard) return hotBatch(ctx.db, all);
    return hotTransaction(ctx.db, async (client) => {
      for (const it of locks) await client.query(it.statement, it.values);
      await guard(client);
      for (const it of last) await client.query(it.statement, it.values);
      return client.query(statement, values);
    });
  };
  try {
    const isAlone = all.length === 1 && !guard;
    const rows = isAlone ? hotClient(ctx.db).query<Written<Row>>(statement, values) : retryTransient(once);
    return (await rows)[0];
  } catch (error) {
    throw translatePrismaError(error);
  }
}

/**
 * A program is told that it was taken by its first words, and those are stored for good, and this with them. Where
 * Postgres is lost before that, the question is too, and its program hears so (`followAnswer`): waiting for the disk
 * took longer than all that is written.
 */
const COMMIT_SOON: Asked = {
  statement: { name: 'generations.commit-soon', text: 'SET LOCAL synchronous_commit TO off' },
  values: [],
};

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
