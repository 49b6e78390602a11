import type { Batch } from '@/prisma/generated/client.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { readEndedAnswer } from '../api-requests/index.ts';
import { forgetTexts } from '../generations/index.ts';
import type { BatchShape } from './batch-shape.ts';
import { MOST_ATTEMPTS } from './bounds.ts';
import { bodyOf } from './check-lines.ts';
import { answeredLine, failedLine } from './result-line.ts';

const AT_ONCE = 100;
type Ended = {
  line: number;
  customId: string;
  question: string;
  attempts: number;
  isStarted: boolean;
  generationId: string;
  state: string;
  errorMessage: string | null;
};

/** What of a batch has been answered since the last look becomes lines of its files. */
export async function collectAnswers(ctx: ServiceContext, { id }: Batch, shape: BatchShape): Promise<void> {
  const ended = await ctx.db.$queryRaw<Ended[]>`
    SELECT l.line, l."customId", l.question, l.attempts, l."generationId", g."startedAt" IS NOT NULL AS "isStarted",
      g.state::text, g."errorMessage"
    FROM "BatchLine" l JOIN "Generation" g ON g.id = l."generationId"
    WHERE l."batchId" = ${id} AND l.state = 'asked' AND g."endedAt" IS NOT NULL ORDER BY l.line LIMIT ${AT_ONCE}`;
  for (const it of ended) {
    const change = await changeOf(ctx, it, shape);
    await withTransaction(ctx, async (tx) => {
      if (await settleLine(tx, id, it, change)) await forgetTexts(tx, [it.generationId]);
    });
  }
}

type Change = { state: 'done' | 'failed' | 'waiting'; result: string | null; attempts: number };

/**
 * A session that ended, or a machine that failed, is asked again, and is no attempt where it only waited there; what
 * somebody stopped is not asked again.
 */
async function changeOf(ctx: ServiceContext, it: Ended, shape: BatchShape): Promise<Change> {
  const { attempts } = it;
  if (it.state === 'completed' || it.state === 'length') {
    const answer = await readEndedAnswer(ctx, it.generationId);
    const body = await shape.tell(bodyOf(it.question), answer, ctx.now());
    return { state: 'done', result: answeredLine({ ...it, body }), attempts };
  }
  const isStopped = it.state === 'stopped';
  if (it.state === 'interrupted' && !it.isStarted)
    return { state: 'waiting', result: null, attempts: attempts - 1 };
  if (!isStopped && attempts < MOST_ATTEMPTS) return { state: 'waiting', result: null, attempts };
  const [code, message] = isStopped
    ? ['answer_stopped', 'Somebody of the lab stopped this answer.']
    : ['answer_interrupted', `${it.errorMessage ?? 'The answer broke off.'} It was asked ${attempts} times.`];
  return { state: 'failed', result: failedLine({ ...it, id: it.generationId, code, message }), attempts };
}

/** Only what still waits for this very answer, so that however many look, one of them writes. */
async function settleLine(
  tx: Transaction,
  batchId: string,
  { line, generationId }: Ended,
  { state, result, attempts }: Change,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE "BatchLine" SET state = ${state}::"BatchLineState", result = ${result}, attempts = ${attempts},
      question = CASE WHEN ${state} = 'waiting' THEN question END,
      "generationId" = CASE WHEN ${state} <> 'waiting' THEN "generationId" END
    WHERE "batchId" = ${batchId} AND line = ${line} AND "generationId" = ${generationId} AND state = 'asked'`;
  return changed > 0;
}
