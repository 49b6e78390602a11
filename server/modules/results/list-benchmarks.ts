import type { Prisma } from '@/prisma/generated/client.ts';
import {
  type BenchmarkAnswer,
  type BenchmarkStep,
  PROMPT_SET,
  sumLength,
} from '@/shared/domain/benchmark.ts';
import { SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import { fallOf, LEAST_ROUNDS } from '@/shared/domain/model-results.ts';
import {
  type BenchmarkList,
  BenchmarkProvenance,
  type Benchmark,
  BenchmarkSteps,
  type ListBenchmarksInput,
} from '@/shared/schemas/benchmark.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { isOpen } from '../generations/index.ts';
import { makeExpecter } from '../planning/index.ts';
import { readMayKnow } from '../visibility/index.ts';
import { macsOf } from './macs-of.ts';

/** Benchmarks that began in `[from, to)`, the newest first, each length beside what the planner expects there. */
export function listBenchmarks(ctx: ServiceContext, input: ListBenchmarksInput): Promise<BenchmarkList> {
  const { from, to, simulated, limit } = input;
  return readBenchmarks(ctx, { createdAt: { gte: from, lt: to }, session: { simulated } }, limit);
}

/** Those of one session, the newest first. */
export function listSessionBenchmarks(
  ctx: ServiceContext,
  { sessionId, limit }: { sessionId: string; limit: number },
): Promise<BenchmarkList> {
  return readBenchmarks(ctx, { sessionId }, limit);
}

type Row = Prisma.BenchmarkGetPayload<{ include: { session: { select: typeof SESSION } } }>;
const SESSION = { simulated: true, booking: { select: { personId: true } } } as const;

async function readBenchmarks(
  ctx: ServiceContext,
  where: Prisma.BenchmarkWhereInput,
  limit: number,
): Promise<BenchmarkList> {
  authorize(ctx, 'report:read');
  const found = await ctx.db.benchmark.findMany({
    where,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    include: { session: { select: SESSION } },
  });
  if (found.length === 0) return { benchmarks: [], hasMore: false };
  const rows = found.slice(0, limit);
  const [answers, expect, mayKnow] = await Promise.all([
    readAnswersOf(ctx, rows),
    makeExpecter(ctx),
    readMayKnow(ctx),
  ]);
  const told = rows.map((row) => {
    const isKnown = mayKnow(row.session.booking.personId).name;
    return tell(row, answers.get(row.id) ?? [], expect, isKnown);
  });
  const places = told.flatMap(placesOf);
  return {
    benchmarks: told.map((it) => ({
      ...it,
      lengths: it.lengths.map((length) => {
        const own = places.find((place) => place.length === length);
        const others = places.filter((it) => it.mlx !== own?.mlx || it.mlxLm !== own.mlxLm);
        return { ...length, fall: own ? fallOf(own, others, LEAST_ROUNDS) : null };
      }),
    })),
    hasMore: found.length > limit,
  };
}

type Answer = BenchmarkAnswer & { position: number; isPending: boolean };

async function readAnswersOf(
  { db, now }: ServiceContext,
  rows: readonly Row[],
): Promise<Map<string, Answer[]>> {
  const answers = await db.$queryRaw<(Answer & { benchmarkId: string })[]>`
    SELECT a."benchmarkId", a.position, g.state::text, g."promptTokens", g."cachedTokens", g."completionTokens",
      g."timeToFirstTokenMs", g."decodeMs", g."energyJoules",
      extract(epoch FROM g."endedAt" - g."startedAt")::float8 * 1000 AS "tookMs",
      g."energyJoules" IS NULL AND g."energyDueAt" IS NOT NULL AS "isPending",
      EXISTS (
        SELECT FROM "Generation" o WHERE o."sessionId" = g."sessionId" AND o.id <> g.id
          AND o."startedAt" < coalesce(g."endedAt", ${now()}) AND coalesce(o."endedAt", 'infinity') > g."startedAt"
      ) AS "isShared"
    FROM "BenchmarkAnswer" a JOIN "Generation" g ON g.id = a."generationId"
    WHERE a."benchmarkId" = ANY(${rows.map((it) => it.id)}) ORDER BY a.position`;
  return Map.groupBy(answers, (it) => it.benchmarkId) as Map<string, Answer[]>;
}

type Expect = Awaited<ReturnType<typeof makeExpecter>>;

function tell(row: Row, answers: readonly Answer[], expect: Expect, isKnown: boolean): Benchmark {
  const steps = BenchmarkSteps.parse(row.steps);
  const provenance = BenchmarkProvenance.parse(row.provenance);
  const { parallelism, modelId, machines } = provenance;
  const ended = answers.filter((it) => !isOpen(it.state as Parameters<typeof isOpen>[0]));
  const measured = ended.filter((it) => steps[it.position]?.promptTokens !== null);
  const lengths = [...new Set(steps.flatMap((it) => it.promptTokens ?? []))].map((wishedTokens) => {
    const own = measured.filter((it) => steps[it.position]!.promptTokens === wishedTokens);
    const sum = sumLength(own);
    return {
      ...sum,
      wishedTokens,
      samples: samplesOf(own),
      expected: expect({
        modelId,
        machineIds: machines.map((it) => it.id),
        parallelism,
        contextTokens: (sum.promptTokens ?? wishedTokens) + PROMPT_SET.generationTokens,
      }),
      fall: null,
    };
  });
  const isRunning = row.state === 'running' || row.state === 'stopping';
  const { watts, joulesPerToken } = sumLength(measured);
  const { session, id, sessionId, message, createdAt, endedAt, promptSet, rounds } = row;
  return {
    id,
    sessionId,
    message,
    createdAt,
    endedAt,
    promptSet,
    rounds,
    simulated: session.simulated,
    state: row.state as Benchmark['state'],
    startedByName: isKnown ? row.startedByName : SOMEBODY.name,
    generationTokens: PROMPT_SET.generationTokens,
    done: ended.length,
    total: steps.length,
    now: isRunning ? nowOf(steps, answers.length - 1) : null,
    skipped: row.skipped as Benchmark['skipped'],
    provenance,
    macs: macsOf(provenance.kinds),
    watts,
    joulesPerToken,
    isEnergyPending: measured.some((it) => it.isPending),
    lengths,
  };
}

function nowOf(steps: readonly BenchmarkStep[], position: number): Benchmark['now'] {
  const step = steps[Math.max(0, position)];
  return step ? { promptTokens: step.promptTokens, round: step.round } : null;
}

/** What counts of each answer, as `sumLength` takes it. */
function samplesOf(answers: readonly Answer[]) {
  const each = answers.map((it) => sumLength([it]));
  return {
    prompt: each.flatMap((it) => it.promptPerSecond?.mean ?? []),
    generation: each.flatMap((it) => it.generationPerSecond?.mean ?? []),
  };
}

/** As `fallOf` holds results against each other: the same place is the same Macs, way and length. */
function placesOf({ lengths, provenance, createdAt }: Benchmark) {
  const { modelId, kinds, backend, parallelism, mlx, mlxLm, engineSettings } = provenance;
  return lengths.flatMap((length) =>
    length.generationPerSecond === null
      ? []
      : [
          {
            modelId,
            kinds,
            backend,
            parallelism,
            mlx,
            mlxLm,
            engineSettings,
            length,
            step: length.wishedTokens,
            runs: length.counted,
            tokensPerSecond: length.generationPerSecond,
            lastAt: createdAt,
          },
        ],
  );
}
