import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type BenchFormat, BenchRow } from '../../schemas/bench-row.ts';
import { seededRandom } from '../seeded-random.ts';
import { readBench } from './read-bench.ts';
import { writeBench } from './write-bench.ts';

const capture = (name: string): string =>
  readFileSync(new URL(`./captures/${name}`, import.meta.url), 'utf8');

test('what mlx_lm.benchmark printed: averages over its trials, and a run that was broken off by what it did', () => {
  const { rows, problems } = readBench(capture('mlx-lm.txt'));
  expect(problems).toEqual([]);
  expect(rows).toMatchObject([
    {
      line: 4,
      format: 'mlx',
      model: 'mlx-community/Qwen3-4B-4bit',
      backend: 'MLX',
      promptTokens: 2048,
      generationTokens: 128,
      batchSize: 1,
      prompt: { mean: 1521.884, samples: [1519.069, 1517.795, 1528.789] },
      generation: { mean: 86.147 },
      peakMemoryBytes: 3_603_000_000,
    },
    {
      line: 11,
      promptTokens: 512,
      generationTokens: 256,
      batchSize: 16,
      generation: { mean: 301.916, deviation: null },
      settings: { pipeline: 'yes' },
    },
  ]);
  expect(rows[0]!.generation!.deviation).toBeCloseTo(0.026, 3);
});

test('the line of an older mlx_lm.benchmark, and averages right under their command', () => {
  expect(readBench(capture('mlx-lm-before.txt')).rows).toMatchObject([
    { promptTokens: 2048, generationTokens: 128, batchSize: 1, model: null },
  ]);
  const short =
    'mlx_lm.benchmark --model a/b -p 128 -g 64 -b 2\n\nAverages: prompt_tps=469.9, generation_tps=nan, peak_memory=nan\n';
  expect(readBench(short).rows).toMatchObject([
    {
      model: 'a/b',
      promptTokens: 128,
      generationTokens: 64,
      batchSize: 2,
      generation: null,
      peakMemoryBytes: null,
    },
  ]);
});

test('tables of llama-bench, with the build under each', () => {
  const { rows, problems } = readBench(capture('llama-bench.md'));
  expect(problems).toEqual([]);
  expect(rows.map((it) => [it.promptTokens, it.generationTokens, it.depthTokens, it.build])).toEqual([
    [512, 0, 0, 'e9fd8dc (7825)'],
    [0, 128, 0, 'e9fd8dc (7825)'],
    [0, 128, 512, 'e9fd8dc (7825)'],
    [4096, 128, 0, 'e9fd8dc (7825)'],
    [0, 128, 0, null],
  ]);
  expect(rows[0]).toMatchObject({
    model: 'llama 3B Q4_K - Medium',
    prompt: { mean: 2142.59, deviation: 15.24 },
    generation: null,
    settings: { size: '1.87 GiB', params: '3.21 B', threads: '16' },
  });
  expect(rows[3]).toMatchObject({ prompt: null, generation: null, combined: { mean: 1211.38 } });
});

test('llama-bench’s JSON, JSON lines and CSV say the same', () => {
  const json = readBench(capture('llama-bench.json'));
  expect(json).toMatchObject({
    problems: [],
    rows: [
      {
        line: 2,
        format: 'json',
        model: 'qwen2 7B Q4_K - Medium',
        hardware: 'Apple M2 Ultra',
        backend: 'Metal,BLAS',
        build: '8cf427ff (5163)',
        prompt: { mean: 1084.435015, deviation: 3.34152, samples: [1078.8, 1085.59, 1088.96] },
        measuredAt: '2026-04-24T11:58:50Z',
        settings: { n_threads: '16', model_size: '4677120000' },
      },
      { generation: { mean: 92.972 } },
    ],
  });
  const lines = (JSON.parse(capture('llama-bench.json')) as object[])
    .map((it) => JSON.stringify(it))
    .join('\n');
  const sameButPlace = (rows: readonly BenchRow[]) => rows.map((row) => ({ ...row, line: 0, format: null }));
  expect(sameButPlace(readBench(lines).rows)).toEqual(sameButPlace(json.rows));
  expect(readBench(capture('llama-bench.csv'))).toMatchObject({
    problems: [],
    rows: [
      { line: 2, format: 'csv', prompt: { mean: 1088.676949, samples: [] }, promptTokens: 512 },
      { line: 3, generation: { mean: 119.915244 }, generationTokens: 128 },
    ],
  });
});

test.each<[string, string, { line: number; message: RegExp }[], number]>([
  ['nothing', '', [], 0],
  [
    'a letter',
    'Dear Ines,\n\nit is fast.',
    [
      { line: 1, message: /Nothing that/ },
      { line: 3, message: /Nothing that/ },
    ],
    0,
  ],
  [
    'a file that was cut off',
    capture('llama-bench.json').slice(0, 1500),
    [{ line: 40, message: /cut off/ }],
    1,
  ],
  [
    'one broken line of many',
    '{"n_gen": 128, "avg_ts": 5}\n{"n_gen": oops}\n{"n_gen": 64, "avg_ts": 0}\n{"a": 1}',
    [
      { line: 2, message: /no JSON/ },
      { line: 3, message: /above 0/ },
      { line: 4, message: /neither n_prompt/ },
    ],
    1,
  ],
  [
    'a row with a cell too few',
    capture('llama-bench.csv').replace('"1","0","0","0","0","0","0","0","512"', '"512"'),
    [{ line: 2, message: /34 fields stand under 42 names/ }],
    1,
  ],
  [
    'a table without its head',
    '| llama | pp512 | 3.1 ± 0.1 |',
    [{ line: 1, message: /without the columns/ }],
    0,
  ],
  [
    'a test that is none',
    '| model | test | t/s |\n| --- | --- | --- |\n| a | warm | 3 |\n| a | tg1 | fast |',
    [
      { line: 3, message: /“warm” is no test/ },
      { line: 4, message: /above 0/ },
    ],
    0,
  ],
  [
    'figures of no run',
    'Averages: prompt_tps=1.0, generation_tps=1.0, peak_memory=1.0',
    [{ line: 1, message: /Nothing above/ }],
    0,
  ],
  [
    'odd figures',
    'Timing with prompt_tokens=1, generation_tokens=1, batch_size=1.\nTrial 1:  prompt_tps=-3',
    [{ line: 2, message: /figures are not/ }],
    0,
  ],
])('%s: each line that is lost is named', (_, text, wanted, count) => {
  const { rows, problems } = readBench(text);
  expect(rows).toHaveLength(count);
  expect(problems).toEqual(
    wanted.map(({ line, message }) => ({ line, message: expect.stringMatching(message) })),
  );
});

const random = seededRandom(11);
const below = (most: number): number => Math.floor(random() * most);
const rate = (samples: number[]) => ({ mean: 1 + below(1e6) / 100, deviation: below(9999) / 100, samples });
const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
function row(format: BenchFormat): BenchRow {
  const isMlx = format === 'mlx';
  const kind = below(3);
  const samples = format === 'json' || format === 'jsonl' ? [1 + below(999) / 10, 2.5] : [];
  const its = { ...rate(samples), ...(isMlx && { deviation: null }) };
  return BenchRow.parse({
    line: 1,
    format,
    model: isMlx ? `lab/model-${below(9)}` : one(['qwen2 7B Q4_K - Medium', 'a | "b", c', '-dash']),
    hardware: isMlx || format === 'md' ? null : one([null, 'Apple M2 Ultra']),
    backend: isMlx ? 'MLX' : one(['Metal,BLAS', 'CPU']),
    build: isMlx ? null : one(['8cf427ff (5163)', 'abc']),
    promptTokens: isMlx || kind !== 1 ? 1 + below(9000) : 0,
    generationTokens: isMlx || kind !== 0 ? 1 + below(900) : 0,
    depthTokens: isMlx ? 0 : one([0, 512]),
    batchSize: isMlx ? 1 + below(16) : 1,
    prompt: isMlx || kind === 0 ? its : null,
    generation: isMlx || kind === 1 ? its : null,
    combined: !isMlx && kind === 2 ? its : null,
    peakMemoryBytes: isMlx ? below(90_000) * 1e6 : null,
    measuredAt: isMlx || format === 'md' ? null : one([null, '2026-04-24T11:58:50Z']),
    settings: isMlx
      ? one<Record<string, string>>([{}, { pipeline: 'yes', delay: '3' }])
      : format === 'md'
        ? { size: '3.56 GiB', threads: '16' }
        : one<Record<string, string>>([
            {},
            { n_threads: '16', type_k: 'f16', cpu_strict: 'false', owner: 'ours' },
          ]),
  });
}

test.each(['mlx', 'md', 'json', 'jsonl', 'csv'] as const)(
  'what is written as %s is read as it was',
  (format) => {
    for (let time = 0; time < 60; time++) {
      // A table has one build: rows of others stand in tables of their own.
      const rows = Array.from({ length: 1 + below(6) }, () => row(format)).toSorted((a, b) =>
        format === 'md' ? a.build!.localeCompare(b.build!) : 0,
      );
      const { rows: read, problems } = readBench(writeBench(rows, format));
      expect(problems).toEqual([]);
      expect(read.map((it) => ({ ...it, line: 1 }))).toEqual(rows);
    }
  },
);

test('a run of both kinds is two tests of llama-bench, the answer behind its prompt', () => {
  const [run] = readBench(capture('mlx-lm.txt')).rows;
  expect(readBench(writeBench([run!], 'json')).rows).toMatchObject([
    { promptTokens: 2048, generationTokens: 0, depthTokens: 0, generation: null },
    { promptTokens: 0, generationTokens: 128, depthTokens: 2048, prompt: null },
  ]);
  const { rows } = readBench(writeBench([run!], 'md'));
  expect(rows.map((it) => it.prompt?.mean ?? it.generation?.mean)).toEqual([1521.88, 86.15]);
});
