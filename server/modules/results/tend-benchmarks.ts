import { randomUUID } from 'node:crypto';
import type { Prisma } from '@/prisma/generated/client.ts';
import { benchmarkPrompt, type BenchmarkStep, wordsFor } from '@/shared/domain/benchmark.ts';
import { BenchmarkSteps } from '@/shared/schemas/benchmark.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import {
  type Beside,
  enqueueGeneration,
  FIRST_OWN_VALUE,
  forgetTexts,
  isOpen,
  readTakes,
  type Takes,
  whyNoQuestion,
} from '../generations/index.ts';

/** How each of its answers is made: the likeliest token, so that the same model says the same. */
export const BENCHMARK_SETTINGS = { temperature: 0 };
const AT_ONCE = 50;

const parts = {
  answers: {
    orderBy: { position: 'asc' },
    include: { generation: { select: { state: true, promptTokens: true, errorMessage: true } } },
  },
  session: {
    select: {
      epoch: true,
      backend: true,
      endMessage: true,
      ranks: { where: { rank: 0 }, select: { machineId: true } },
    },
  },
} satisfies Prisma.BenchmarkInclude;
type Row = Prisma.BenchmarkGetPayload<{ include: typeof parts }>;

/** A look at the benchmarks under way. Any portal may look: a question is asked once, for its step is claimed with it. */
export async function tendBenchmarks(ctx: ServiceContext): Promise<void> {
  const due = await ctx.db.benchmark.findMany({
    where: { state: { in: ['running', 'stopping'] } },
    select: { id: true },
    orderBy: { createdAt: 'asc' },
    take: AT_ONCE,
  });
  for (const { id } of due) {
    try {
      await tendBenchmark(ctx, id);
    } catch (error) {
      ctx.logger.error({ benchmarkId: id, err: error }, 'a benchmark could not be tended');
    }
  }
}

/** Asks the next question once the one before is answered, or ends it. */
export async function tendBenchmark(ctx: ServiceContext, id: string): Promise<void> {
  const row = await ctx.db.benchmark.findUnique({ where: { id }, include: parts });
  if (!row || (row.state !== 'running' && row.state !== 'stopping')) return;
  const last = row.answers.at(-1)?.generation;
  if (last && isOpen(last.state)) return;
  const takes = (await readTakes(ctx.db, [row.sessionId])).get(row.sessionId)!;
  const end = endOf(row, takes);
  if (end) await endBenchmark(ctx, row, end);
  else await askNext(ctx, row);
}

type End = { state: 'completed' | 'stopped' | 'failed'; message: string | null };

function endOf({ state, message, answers, asked, steps, session }: Row, takes: Takes): End | null {
  const last = answers.at(-1)?.generation;
  if (state === 'stopping') return { state: 'stopped', message };
  if (last?.state === 'stopped') return { state: 'stopped', message: 'One of its answers was stopped.' };
  if (last?.state === 'error' || last?.state === 'interrupted')
    return { state: 'failed', message: last.errorMessage ?? 'One of its answers failed.' };
  if (asked >= (steps as unknown[]).length) return { state: 'completed', message: null };
  const why = whyNoQuestion(takes);
  if (!why) return null;
  const { endMessage } = session;
  // What is being drained has not ended yet, and would not while it is asked on.
  return { state: 'failed', message: endMessage ?? `The session ${why.words} before it was through.` };
}

/** What was said is nobody's to read: its words go, its counts stay. */
async function endBenchmark(ctx: ServiceContext, row: Row, { state, message }: End): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.benchmark.updateMany({
      where: { id: row.id, state: { in: ['running', 'stopping'] } },
      data: { state, message, endedAt: ctx.now() },
    });
    if (count === 0) return;
    await forgetTexts(
      tx,
      row.answers.map((it) => it.generationId),
    );
    // Who watches the session's queue watches its benchmark too.
    afterCommit(() => ctx.bus.emit('queue.changed', { sessionId: row.sessionId }));
  });
}

async function askNext(ctx: ServiceContext, row: Row): Promise<void> {
  const { id, sessionId, startedById, asked, answers, session } = row;
  const step = BenchmarkSteps.parse(row.steps)[asked]!;
  const words = wordsOf(step, answers);
  await enqueueGeneration(
    ctx,
    {
      id: randomUUID(),
      source: 'benchmark',
      askedBy: { requestedById: startedById },
      prompt: [{ role: 'user', content: benchmarkPrompt(words, row.seed + asked) }],
      settings: BENCHMARK_SETTINGS,
      maxTokens: step.generationTokens,
      session: {
        id: sessionId,
        epoch: session.epoch,
        backend: session.backend,
        machineId: session.ranks[0]!.machineId,
      },
    },
    besideAnswer({ id, asked, words }),
  );
}

const wordsOf = (step: BenchmarkStep, answers: Row['answers']): number =>
  step.words ??
  wordsFor(
    step.promptTokens!,
    answers.flatMap(({ words, generation: { promptTokens } }) =>
      promptTokens === null ? [] : [{ words, tokens: promptTokens }],
    ),
  );

/** The step is this answer's in the statement that asks for it, or nothing is asked. */
const besideAnswer = ({ id, asked, words }: { id: string; asked: number; words: number }): Beside => ({
  name: 'benchmarks.ask',
  before: `asked AS (
      UPDATE "Benchmark" SET asked = asked + 1
      WHERE id = $${FIRST_OWN_VALUE} AND state = 'running' AND asked = $${FIRST_OWN_VALUE + 1}::int RETURNING id
    )`,
  after: `
    , answer AS (
      INSERT INTO "BenchmarkAnswer" ("generationId", "benchmarkId", position, words)
      SELECT g.id, $${FIRST_OWN_VALUE}, $${FIRST_OWN_VALUE + 1}::int, $${FIRST_OWN_VALUE + 2}::int FROM generation g
    )
    SELECT state FROM generation`,
  values: [id, asked, words],
});
