import { type BenchmarkStep, planBenchmark, PROMPT_SET } from '@/shared/domain/benchmark.ts';
import { decodeRate, FIRST_TOKEN_MS, PREFILL_MS } from '@/shared/domain/simulated-power.ts';
import type { PastAnswer, PastBooking, PastSession } from './plan-past.ts';

const ROUNDS = 3;
/** Between an answer's end and the next question. */
const BETWEEN_MS = 800;
export const PAST_BENCHMARK = planBenchmark({ promptTokens: [128, 512, 2048], rounds: ROUNDS }, null);

/** The newest session by hand was begun to measure: in place of its questions the fixed ones. */
export function benchmarkOne(bookings: readonly PastBooking[], bandwidthGbPerSecond: number): void {
  for (const { sessions, machines } of bookings.toReversed()) {
    const session = sessions.at(-1);
    if (!session || session.isFailed || session.source !== 'chat') continue;
    const answers = playSteps(session, decodeRate(session.model, bandwidthGbPerSecond, machines.length));
    if (answers.at(-1)!.endsMs > session.endsMs) continue;
    Object.assign(session, { answers, source: 'benchmark' });
    return;
  }
}

function playSteps({ readyMs }: PastSession, tokensPerSecond: number): PastAnswer[] {
  let startsMs = readyMs + 20_000;
  return PAST_BENCHMARK.steps.map((step, index) => {
    const promptTokens = step.promptTokens ?? step.words!;
    const completionTokens = step.generationTokens;
    // A little off each time, as a measurement is.
    const drift = 1 + (((index * 7) % 5) - 2) / 100;
    const timeToFirstTokenMs = Math.round((FIRST_TOKEN_MS + promptTokens * PREFILL_MS) * drift);
    const decodeMs = Math.round(((completionTokens - 1) / tokensPerSecond) * 1000 * drift);
    const answer = { startsMs, endsMs: startsMs + timeToFirstTokenMs + decodeMs };
    startsMs = answer.endsMs + BETWEEN_MS;
    return {
      ...answer,
      promptTokens,
      completionTokens,
      timeToFirstTokenMs,
      decodeMs,
      isInterrupted: false,
    };
  });
}

type Made = {
  sessionId: string;
  person: { id: string; name: string };
  session: PastSession;
  machines: readonly { id: string; name: string; kind: string; catalogId: string }[];
  row: { modelFingerprint: string; backend: string; parallelism: string };
};

/** Its row, as `startBenchmark` and `tendBenchmarks` leave it. */
export const benchmarkRow = (id: string, { sessionId, person, session, machines, row }: Made) => ({
  id,
  sessionId,
  startedById: person.id,
  startedByName: person.name,
  promptSet: PROMPT_SET.version,
  rounds: ROUNDS,
  seed: 1,
  steps: PAST_BENCHMARK.steps,
  skipped: PAST_BENCHMARK.skipped,
  asked: PAST_BENCHMARK.steps.length,
  state: 'completed',
  createdAt: new Date(session.answers[0]!.startsMs - BETWEEN_MS),
  endedAt: new Date(session.answers.at(-1)!.endsMs + BETWEEN_MS),
  provenance: {
    modelId: session.model.id,
    modelTitle: session.model.title,
    revision: row.modelFingerprint,
    contextTokens: null,
    weightsBytes: session.model.weightsBytes,
    machines: machines.map(({ id: machineId, name, kind }) => ({
      id: machineId,
      name,
      kind,
      osVersion: null,
    })),
    kinds: machines.map((it) => it.catalogId).toSorted(),
    backend: row.backend,
    parallelism: row.parallelism,
    mlx: 'simulated',
    mlxLm: 'simulated',
    settings: { temperature: 0 },
  },
});

export const wordsOfStep = ({ words, promptTokens }: BenchmarkStep): number => words ?? promptTokens!;
