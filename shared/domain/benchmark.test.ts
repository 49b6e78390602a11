import { expect, test } from 'vitest';
import {
  type BenchmarkAnswer,
  benchmarkPrompt,
  planBenchmark,
  PROMPT_SET,
  sumLength,
  wordsFor,
} from './benchmark.ts';

const wish = { promptTokens: PROMPT_SET.promptTokens, rounds: 2 };

test('two warm-ups, then each length in turn; what does not fit into the context is left out and said', () => {
  const { steps, skipped } = planBenchmark(wish, 4096);
  expect(steps.slice(0, 2).map((it) => it.promptTokens)).toEqual([null, null]);
  expect(steps.slice(2).map((it) => [it.promptTokens, it.round])).toEqual([
    [128, 1],
    [128, 2],
    [512, 1],
    [512, 2],
    [2048, 1],
    [2048, 2],
  ]);
  expect(skipped).toEqual([
    { promptTokens: 8192, reason: '8192 tokens in and 128 out do not fit into its context of 4096.' },
  ]);
  expect(planBenchmark(wish, null).skipped).toEqual([]);
  expect(planBenchmark(wish, 200)).toMatchObject({ steps: [], skipped: [{}, {}, {}, {}] });
});

test('an engine’s own counts make the words for a length, whatever its template and tokens a word', () => {
  for (const [template, perWord] of [
    [11, 1],
    [75, 1.25],
    [0, 2],
  ] as const) {
    const count = (words: number) => Math.round(template + words * perWord);
    const counted = [64, 192].map((words) => ({ words, tokens: count(words) }));
    for (const length of PROMPT_SET.promptTokens)
      expect(Math.abs(count(wordsFor(length, counted)) - length)).toBeLessThanOrEqual(2);
  }
  expect(wordsFor(512, [])).toBe(512);
  expect(
    wordsFor(8192, [
      { words: 64, tokens: 64 },
      { words: 192, tokens: 64 },
    ]),
  ).toBeLessThan(40_000);
  expect(wordsFor(1, [{ words: 64, tokens: 200 }])).toBe(1);
});

test('a prompt is the same for a seed, of other order for another, and of so many words', () => {
  expect(benchmarkPrompt(300, 7)).toBe(benchmarkPrompt(300, 7));
  expect(benchmarkPrompt(300, 7).slice(0, 40)).not.toBe(benchmarkPrompt(300, 8).slice(0, 40));
  const words = (text: string) => text.split('\n\n')[0]!.split(' ');
  expect(words(benchmarkPrompt(300, 7))).toHaveLength(300);
  // Whole rounds through the words have the same tokens, so that lengths are on a line.
  expect(words(benchmarkPrompt(64, 1)).toSorted()).toEqual(words(benchmarkPrompt(64, 2)).toSorted());
});

const answer = (more: Partial<BenchmarkAnswer> = {}): BenchmarkAnswer => ({
  state: 'length',
  promptTokens: 130,
  cachedTokens: 30,
  completionTokens: 101,
  timeToFirstTokenMs: 200,
  decodeMs: 2000,
  energyJoules: 2200,
  tookMs: 22_000,
  isShared: false,
  ...more,
});

test('a length is the sum of the whole answers that had the session to themselves', () => {
  const sum = sumLength([
    answer(),
    answer({ decodeMs: 4000 }),
    answer({ isShared: true, decodeMs: 9000 }),
    answer({ state: 'error' }),
    answer({ completionTokens: 15 }),
  ]);
  expect(sum).toMatchObject({
    counted: 2,
    shared: 1,
    promptTokens: 130,
    promptPerSecond: { mean: 500, deviation: 0 },
    generationPerSecond: { mean: 37.5, median: 37.5, low: 31.25, high: 43.75 },
    firstTokenMs: 200,
    watts: 100,
  });
  expect(sum.generationPerSecond!.deviation).toBeCloseTo(17.678, 3);
  expect(sum.joulesPerToken).toBeCloseTo(4400 / 202);
});

test('what was not measured of every answer, or of none, is unknown', () => {
  const unknown = { watts: null, joulesPerToken: null };
  expect(sumLength([answer(), answer(), answer({ energyJoules: null })])).toMatchObject(unknown);
  // Under 30 s.
  expect(sumLength([answer()])).toMatchObject(unknown);
  expect(sumLength([answer({ state: 'stopped' })])).toMatchObject({
    counted: 0,
    promptTokens: null,
    promptPerSecond: null,
    generationPerSecond: null,
    firstTokenMs: null,
    watts: null,
  });
  expect(sumLength([answer({ decodeMs: 0, timeToFirstTokenMs: null })])).toMatchObject({
    generationPerSecond: null,
    promptPerSecond: null,
  });
});
