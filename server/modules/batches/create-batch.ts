import { randomUUID } from 'node:crypto';
import { authorize, requireKey, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import type { BatchShapes } from './batch-shape.ts';
import { MOST_OPEN_BATCHES } from './bounds.ts';
import { checkLines, type Fault, type GoodLine } from './check-lines.ts';
import { batchOmit, type BatchNow } from './describe-batch.ts';
import { BATCH_INPUT, findFile, readContent } from './files.ts';
import { faultLine } from './result-line.ts';

export type NewBatch = {
  inputFileId: string;
  endpoint: string;
  /** As it was asked for. */
  window: string;
  windowMs: number;
  metadata: Record<string, string> | null;
};
const FAULTS_TOLD = 5;
const LETTERS_AT_ONCE = 100_000;
const FAULTS_AT_ONCE = 500;

/**
 * Begins what a file asks. Its lines are read first, as the live address reads them: wrong ones stand in the error file
 * from the start, and a file that has no right one is refused.
 */
export async function createBatch(
  ctx: ServiceContext,
  asked: NewBatch,
  shapes: BatchShapes,
): Promise<BatchNow> {
  authorize(ctx, 'api:ask');
  const { id: apiKeyId } = requireKey(ctx);
  const { endpoint, inputFileId } = asked;
  const file = await findFile(ctx, inputFileId);
  if (file.purpose !== BATCH_INPUT)
    throw wrong('That file is a result: a batch asks a file of purpose "batch".');
  const content = await readContent(ctx, inputFileId);
  const { good, faults } = await checkLines(content!, {
    endpoint,
    shape: shapes[endpoint]!,
  });
  if (good.length === 0) throw wrong(wordsOf(faults));
  const id = `batch_${randomUUID()}`;
  const createdAt = ctx.now();
  return withTransaction(ctx, async (tx) => {
    await refuseTooMany(tx, apiKeyId);
    const row = await tx.batch.create({
      data: {
        id,
        apiKeyId,
        endpoint,
        window: asked.window,
        inputFileId,
        fileName: file.name,
        ...(asked.metadata ? { metadata: asked.metadata } : {}),
        total: good.length + faults.length,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + asked.windowMs),
      },
      omit: batchOmit,
    });
    await writeLines(tx, id, good, faults);
    return { ...row, failed: faults.length };
  });
}

async function refuseTooMany(tx: Transaction, apiKeyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "ApiKey" WHERE id = ${apiKeyId} FOR NO KEY UPDATE`;
  const open = await tx.batch.count({ where: { apiKeyId, state: 'in_progress' } });
  if (open >= MOST_OPEN_BATCHES)
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `This key has ${open} batches under way. Begin another when one has ended, or cancel one.`,
    );
}

async function writeLines(
  tx: Transaction,
  batchId: string,
  good: GoodLine[],
  faults: Fault[],
): Promise<void> {
  for (const part of inParts(good))
    await tx.$executeRaw`
      INSERT INTO "BatchLine" ("batchId", line, "customId", model, question)
      SELECT ${batchId}, * FROM unnest(${part.map((it) => it.line)}::int[], ${part.map((it) => it.customId)}::text[],
        ${part.map((it) => it.model)}::text[], ${part.map((it) => it.question)}::text[])`;
  for (let at = 0; at < faults.length; at += FAULTS_AT_ONCE)
    await tx.batchLine.createMany({
      data: faults.slice(at, at + FAULTS_AT_ONCE).map((fault) => ({
        batchId,
        line: fault.line,
        customId: fault.customId,
        state: 'failed' as const,
        result: faultLine(batchId, fault),
      })),
    });
}

/** Written in parts of little text, so that nobody else waits for the whole of it. */
function* inParts(lines: GoodLine[]): Generator<GoodLine[]> {
  let part: GoodLine[] = [];
  let letters = 0;
  for (const line of lines) {
    part.push(line);
    letters += line.question.length;
    if (letters < LETTERS_AT_ONCE) continue;
    yield part;
    part = [];
    letters = 0;
  }
  if (part.length > 0) yield part;
}

function wordsOf(faults: Fault[]): string {
  if (faults.length === 0) return 'The file has no line to ask.';
  const told = faults
    .slice(0, FAULTS_TOLD)
    .map(({ line, param, message }) => `Line ${line}: ${param ? `${param}: ` : ''}${message}`);
  const more = faults.length > FAULTS_TOLD ? ` And ${faults.length - FAULTS_TOLD} more.` : '';
  return `No line of the file can be asked. ${told.join(' ')}${more}`;
}

const wrong = (words: string) =>
  new ServiceError('VALIDATION', words, {
    details: { param: 'input_file_id', apiCode: 'invalid_batch_file' },
  });
