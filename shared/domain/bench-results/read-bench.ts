import { BenchRow } from '../../schemas/bench-row.ts';
import { measuredOf } from '../benchmark.ts';
import { type BenchReading, readLlamaCsv, readLlamaJson, rowOfTable, take } from './read-llama-bench.ts';

/**
 * Results as mlx_lm.benchmark prints them and llama-bench writes them (JSON, JSON lines, CSV, markdown), told apart by
 * their looks. Every line that is read as nothing is a problem of its own, so that whoever gave it can see what was lost;
 * lines that such programs print beside their results are not. A pasted text may hold several runs of both.
 */
export function readBench(given: string): BenchReading {
  const text = given.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const bare = text.replaceAll(/^[ \t]*```.*$/gm, '');
  const first = bare.trimStart();
  const isList = first.startsWith('[');
  const reading = /^\[?\s*\{/.test(first)
    ? readLlamaJson(bare, isList ? 'json' : 'jsonl')
    : /^"?build_commit"?,/.test(first)
      ? readLlamaCsv(bare)
      : readPrinted(bare);
  return { rows: reading.rows, problems: reading.problems.toSorted((a, b) => a.line - b.line) };
}

/** What stands between results and is none: progress, warnings of loading, empty lines. */
const BESIDE =
  /^(|Running warmup\.\.|Fetching \d+ files.*|Calling `python -m .*|ggml_\w+:.*|llama_\w+:.*|load_backend:.*|main:.*|\|?[\s:|-]*-[\s:|-]*)$/;
const COMMAND = /^[$>%]?\s*(?:\S+\s+)*?(?:\S*\/)?mlx_lm[. ]benchmark\b(.*)$/;
const TIMING =
  /^Timing with prompt_tokens=(\d+)(?:, | and )generation_tokens=(\d+)(?:, batch_size=(\d+))?\.?$/;
const FIGURES = /^(Trial \d+|Averages):\s+(.*)$/;

type Run = {
  line: number;
  model: string | null;
  promptTokens: number;
  generationTokens: number;
  batchSize: number;
  trials: Record<string, number>[];
  settings: Record<string, string>;
};
/** What the program takes where it is told nothing. */
const DEFAULTS = { promptTokens: 512, generationTokens: 1024, batchSize: 1 };

function readPrinted(text: string): BenchReading {
  const reading: BenchReading = { rows: [], problems: [] };
  const lines = text.split('\n').map((it) => it.trim());
  const now: { run: Run | null; table: string[] | null } = { run: null, table: null };
  /** A run whose averages are missing, for it was broken off: the mean of what it did. */
  const close = (): void => {
    if (now.run && now.run.trials.length > 0) take(reading, now.run.line, rowOfRun(now.run, null));
    now.run = null;
  };
  const readFigures = (line: number, name: string, text: string): void => {
    const told = figuresIn(text);
    if (!told) take(reading, line, 'Its figures are not as prompt_tps=1.0, generation_tps=1.0, …');
    else if (!now.run) take(reading, line, 'Nothing above it says how long prompt and answer were.');
    else if (name === 'Averages') {
      take(reading, line, rowOfRun(now.run, told));
      now.run = null;
    } else now.run.trials.push(told);
  };
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const cells = cellsOf(content);
    if (cells) {
      if (cells.includes('t/s') && cells.includes('test')) now.table = cells;
      else if (!BESIDE.test(content))
        take(
          reading,
          line,
          now.table
            ? rowOfTable({ names: now.table, cells, line }, buildAfter(lines, index))
            : 'A table without the columns “test” and “t/s” above it.',
        );
      continue;
    }
    if (content !== '') now.table = null;
    const [, asked] = COMMAND.exec(content) ?? [];
    const timing = TIMING.exec(content);
    const figures = FIGURES.exec(content);
    if (asked !== undefined) {
      close();
      now.run = runOfCommand(asked, line);
    } else if (timing) {
      // Its command, if there was one, stood right before it.
      if (now.run && now.run.trials.length > 0) close();
      const [promptTokens, generationTokens, batchSize] = timing.slice(1).map((it) => Number(it ?? 1));
      now.run = {
        ...(now.run ?? runOfCommand('', line)),
        line,
        promptTokens: promptTokens!,
        generationTokens: generationTokens!,
        batchSize: batchSize!,
      };
    } else if (figures) readFigures(line, figures[1]!, figures[2]!);
    else if (!BESIDE.test(content) && !content.startsWith('build: '))
      take(reading, line, 'Nothing that such a program prints.');
  }
  close();
  return reading;
}

/** `build: 8cf427ff (5163)`, under the table. */
function buildAfter(lines: readonly string[], index: number): string | null {
  const after = lines.slice(index + 1).find((it) => it !== '' && !it.startsWith('|'));
  return /^build: (.+)$/.exec(after ?? '')?.[1] ?? null;
}

function cellsOf(content: string): string[] | null {
  if (!content.startsWith('|')) return null;
  const inner = content.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((it) => it.trim().replaceAll('\\|', '|'));
}

const OPTIONS: Record<string, 'model' | keyof typeof DEFAULTS> = {
  '--model': 'model',
  '--prompt-tokens': 'promptTokens',
  '-p': 'promptTokens',
  '--generation-tokens': 'generationTokens',
  '-g': 'generationTokens',
  '--batch-size': 'batchSize',
  '-b': 'batchSize',
};

function runOfCommand(options: string, line: number): Run {
  const run: Run = { line, model: null, ...DEFAULTS, trials: [], settings: {} };
  for (const [, name, value] of options.matchAll(/(?:^|\s)(--?[\w-]+)(?:[ =]+([^-\s]\S*))?/g)) {
    const field = OPTIONS[name!];
    if (field === 'model') run.model = value ?? null;
    else if (field !== undefined && /^\d+$/.test(value ?? '')) run[field] = Number(value);
    else run.settings[name!.replace(/^-+/, '')] = value ?? 'yes';
  }
  return run;
}

/** `prompt_tps=2902.212, generation_tps=205.325, peak_memory=3.285`; what is `nan` is not known. */
function figuresIn(text: string): Record<string, number> | null {
  const parts = text.split(/,\s*/).map((it) => /^(\w+)=(nan|\d+(?:\.\d+)?)$/.exec(it.trim()));
  if (parts.includes(null)) return null;
  return Object.fromEntries(parts.flatMap((it) => (it![2] === 'nan' ? [] : [[it![1]!, Number(it![2])]])));
}

function rowOfRun(run: Run, averages: Record<string, number> | null): BenchRow | string {
  const rate = (key: string) => {
    const samples = run.trials.flatMap((it) => it[key] ?? []);
    const sum = measuredOf(samples);
    const mean = averages?.[key] ?? sum?.mean;
    return mean === undefined ? null : { mean, deviation: sum?.deviation ?? null, samples };
  };
  const peaks = run.trials.flatMap((it) => it['peak_memory'] ?? []);
  const peak = averages?.['peak_memory'] ?? (peaks.length > 0 ? Math.max(...peaks) : null);
  const { data } = BenchRow.safeParse({
    line: run.line,
    format: 'mlx',
    model: run.model,
    hardware: null,
    backend: 'MLX',
    build: null,
    promptTokens: run.promptTokens,
    generationTokens: run.generationTokens,
    depthTokens: 0,
    batchSize: run.batchSize,
    prompt: rate('prompt_tps'),
    generation: rate('generation_tps'),
    combined: null,
    // In GB of a thousand million bytes.
    peakMemoryBytes: peak === null ? null : Math.round(peak * 1e9),
    measuredAt: null,
    settings: run.settings,
  });
  if (!data || (data.prompt === null && data.generation === null))
    return 'Its tokens a second are no number above 0.';
  return data;
}
