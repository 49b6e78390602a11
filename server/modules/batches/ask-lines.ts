import type { Batch } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { askForBatch, type Claim, WITHIN } from '../api-requests/index.ts';
import type { BatchShape } from './batch-shape.ts';
import { MOST_OPEN_LINES } from './bounds.ts';
import { bodyOf } from './check-lines.ts';
import { endBatch } from './end-batch.ts';
import { failedLine } from './result-line.ts';

type Waiting = { line: number; customId: string; model: string; question: string };
/** Why nothing more is asked now, and when it is worth another try. */
type Halt = { words: string; tryAt: Date | null; isForAll: boolean };

const RETRY_MS = 5000;
const MONTH_RETRY_MS = 10_000;

/** Asks as many lines of a batch as there is room for, on behalf of its key; says why where none can be asked. */
export async function askLines(ctx: ServiceContext, batch: Batch, shape: BatchShape): Promise<void> {
  if (batch.tryAt && batch.tryAt > ctx.now()) return;
  const open = await ctx.db.batchLine.count({ where: { batchId: batch.id, state: 'asked' } });
  let room = MOST_OPEN_LINES - open;
  if (room <= 0) return;
  let halt: Halt | null = null;
  const isUnavailable = new Set<string>();
  for (const it of await nextLines(ctx, batch.id, room)) {
    if (room === 0 || halt?.isForAll) break;
    if (isUnavailable.has(it.model)) continue;
    const stop = await askLine(ctx, batch, it, shape);
    if (stop === null) room -= 1;
    else if (stop !== 'refused') {
      halt = stop;
      isUnavailable.add(it.model);
    }
  }
  await tellWait(ctx, batch, { halt, isGoingOn: room < MOST_OPEN_LINES });
}

/** Of each model the first ones: what waits for one model holds up no other. */
async function nextLines(ctx: ServiceContext, batchId: string, room: number): Promise<Waiting[]> {
  return ctx.db.$queryRaw<Waiting[]>`
    SELECT l.line, l."customId", l.model, l.question FROM (
      SELECT line, row_number() OVER (PARTITION BY model ORDER BY line) AS at FROM "BatchLine"
      WHERE "batchId" = ${batchId} AND state = 'waiting') first
    JOIN "BatchLine" l ON l."batchId" = ${batchId} AND l.line = first.line
    WHERE first.at <= ${room} ORDER BY l.line LIMIT 100`;
}

async function askLine(
  ctx: ServiceContext,
  batch: Batch,
  it: Waiting,
  shape: BatchShape,
): Promise<Halt | 'refused' | null> {
  try {
    const ask = { ...shape.read(bodyOf(it.question)), client: `batch ${batch.fileName}` };
    await askForBatch(ctx, ask, claimOf(batch.id, it.line));
    return null;
  } catch (error) {
    if (!isServiceError(error) || error.code === 'UNAUTHORIZED' || error.code === 'INTERNAL') throw error;
    if (error.code !== 'VALIDATION') return haltOf(ctx, batch, error);
    await failLine(ctx, batch.id, it, error);
    return 'refused';
  }
}

/** The line is this answer's in the statement that asks for it, or nothing is asked. */
const claimOf = (batchId: string, line: number): Claim => ({
  name: 'batches.ask-line',
  before: (first) => `asked AS (
      UPDATE "BatchLine" l SET state = 'asked', "generationId" = $1, attempts = l.attempts + 1 FROM "Batch" b
      WHERE b.id = $${first} AND b.state = 'in_progress' AND l."batchId" = b.id AND l.line = $${first + 1}::int
        AND l.state = 'waiting' AND ${WITHIN}
      RETURNING l.line
    )`,
  values: [batchId, line],
});

async function failLine(
  ctx: ServiceContext,
  batchId: string,
  { line, customId }: Waiting,
  { message, details }: ServiceError,
): Promise<void> {
  const code = (details as { apiCode?: string } | null)?.apiCode ?? 'invalid_request';
  const result = failedLine({ id: `${batchId}_${line}`, customId, line, code, message });
  await ctx.db.$executeRaw`
    UPDATE "BatchLine" SET state = 'failed', result = ${result}, question = NULL
    WHERE "batchId" = ${batchId} AND line = ${line} AND state = 'waiting'`;
}

/** A minute's limit puts it off. A month's ends it, once no answer is open whose length the limit still counts in full. */
async function haltOf(ctx: ServiceContext, batch: Batch, error: ServiceError): Promise<Halt> {
  const { retryAfterMs, apiCode } = (error.details ?? {}) as { retryAfterMs?: number; apiCode?: string };
  const at = (ms: number) => new Date(ctx.now().getTime() + ms);
  if (error.code !== 'LIMIT_EXCEEDED') return { words: error.message, tryAt: at(RETRY_MS), isForAll: false };
  if (apiCode !== 'insufficient_quota')
    return { words: error.message, tryAt: at(retryAfterMs ?? RETRY_MS), isForAll: true };
  const open = await ctx.db.generation.count({ where: { apiKeyId: batch.apiKeyId, endedAt: null } });
  if (open === 0)
    await endBatch(ctx, batch.id, { state: 'failed', code: 'insufficient_quota', message: error.message });
  return { words: error.message, tryAt: at(MONTH_RETRY_MS), isForAll: true };
}

type Wait = { halt: Halt | null; isGoingOn: boolean };

async function tellWait(ctx: ServiceContext, batch: Batch, { halt, isGoingOn }: Wait): Promise<void> {
  const waitingFor = halt && !isGoingOn ? halt.words : null;
  // What waits for one model alone must not keep the others from being asked.
  const tryAt = halt && (halt.isForAll || !isGoingOn) ? halt.tryAt : null;
  if (waitingFor === batch.waitingFor && tryAt === null && batch.tryAt === null) return;
  await ctx.db.batch.updateMany({
    where: { id: batch.id, state: 'in_progress' },
    data: { waitingFor, tryAt },
  });
}
