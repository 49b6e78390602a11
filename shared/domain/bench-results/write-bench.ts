import type { BenchFormat, BenchRate, BenchRow } from '../../schemas/bench-row.ts';
import { withGuard } from '../csv/csv-line.ts';

/** What a result needs to be written; where it stood in a text is nobody's concern any more. */
export type WrittenRow = Omit<BenchRow, 'line' | 'format'>;

/** llama-bench's fields, in its order. */
const FIELDS = (
  'build_commit build_number cpu_info gpu_info backends model_filename model_type model_size model_n_params n_batch ' +
  'n_ubatch n_threads cpu_mask cpu_strict poll type_k type_v n_gpu_layers n_cpu_moe split_mode main_gpu no_kv_offload ' +
  'flash_attn devices tensor_split tensor_buft_overrides load_mode use_mmap use_direct_io embeddings no_op_offload ' +
  'no_host repack fit_target fit_min_ctx n_prompt n_gen n_depth test_time avg_ns stddev_ns avg_ts stddev_ts'
).split(' ');
/** Written without quotes in JSON. */
const NUMBERS = new Set(
  (
    'build_number n_batch n_ubatch n_threads poll model_size model_n_params n_gpu_layers main_gpu n_prompt n_gen ' +
    'n_depth avg_ns stddev_ns no_op_offload n_cpu_moe fit_target fit_min_ctx flash_attn avg_ts stddev_ts'
  ).split(' '),
);

/**
 * Results in one of the shapes that others read. What is not known is left out (an empty field in CSV and markdown, `nan`
 * as mlx_lm.benchmark's language prints it): a number is never made up to fill a column.
 */
export function writeBench(rows: readonly WrittenRow[], format: BenchFormat): string {
  if (format === 'mlx') return rows.flatMap(mlxRun).join('\n');
  const tests = rows.flatMap(asTests);
  if (format === 'md') return markdown(tests);
  if (format === 'csv') return csv(tests);
  const objects = tests.map((it) => jsonFields(it));
  if (format === 'jsonl') return objects.map((it) => `{${it.join(', ')}}\n`).join('');
  return `[\n${objects.map((it) => `  {\n    ${it.join(',\n    ')}\n  }`).join(',\n')}\n]\n`;
}

/** A row of llama-bench has one rate: a prompt that was read, and an answer that was written behind it. */
function asTests(row: WrittenRow): WrittenRow[] {
  const alone = { prompt: null, generation: null, combined: null, peakMemoryBytes: null };
  const tests: WrittenRow[] = [];
  if (row.combined) tests.push({ ...row, ...alone, combined: row.combined });
  if (row.prompt) tests.push({ ...row, ...alone, prompt: row.prompt, generationTokens: 0 });
  if (row.generation)
    tests.push({
      ...row,
      ...alone,
      generation: row.generation,
      promptTokens: 0,
      depthTokens: row.depthTokens + row.promptTokens,
    });
  return tests;
}

const rateOf = (row: WrittenRow): BenchRate => (row.prompt ?? row.generation ?? row.combined)!;
const nsOf = ({ promptTokens, generationTokens }: WrittenRow, perSecond: number): number =>
  Math.round(((promptTokens + generationTokens) * 1e9) / perSecond);

function fieldsOf(row: WrittenRow): Map<string, string> {
  const { mean, deviation } = rateOf(row);
  const [, commit, number] = /^(.*?)(?: \((\d+)\))?$/.exec(row.build ?? '') ?? [];
  const known: Record<string, string | null | undefined> = {
    ...row.settings,
    build_commit: commit,
    build_number: number,
    gpu_info: row.hardware,
    backends: row.backend,
    model_type: row.model,
    n_prompt: String(row.promptTokens),
    n_gen: String(row.generationTokens),
    n_depth: String(row.depthTokens),
    test_time: row.measuredAt,
    avg_ns: String(nsOf(row, mean)),
    // Of the first order, as the deviation of the rates is told.
    stddev_ns: deviation === null ? null : String(Math.round((nsOf(row, mean) * deviation) / mean)),
    avg_ts: mean.toFixed(6),
    stddev_ts: deviation?.toFixed(6),
  };
  const own = Object.keys(row.settings).filter((it) => !FIELDS.includes(it));
  return new Map(
    [...FIELDS, ...own].flatMap((name): [string, string][] => (known[name] ? [[name, known[name]]] : [])),
  );
}

function jsonFields(row: WrittenRow): string[] {
  const { samples } = rateOf(row);
  const list = (values: number[]): string => (values.length === 0 ? '[]' : `[ ${values.join(', ')} ]`);
  const fields = [...fieldsOf(row)].map(([name, value]) => {
    const isBare =
      (NUMBERS.has(name) && Number.isFinite(Number(value))) || value === 'true' || value === 'false';
    return `${JSON.stringify(name)}: ${isBare ? value : JSON.stringify(value)}`;
  });
  return [
    ...fields,
    `"samples_ns": ${list(samples.map((it) => nsOf(row, it)))}`,
    `"samples_ts": ${list(samples.map((it) => Number(it.toPrecision(6))))}`,
  ];
}

function csv(tests: readonly WrittenRow[]): string {
  const all = tests.map(fieldsOf);
  const own = [...new Set(all.flatMap((it) => [...it.keys()]))].filter((it) => !FIELDS.includes(it));
  const names = [...FIELDS, ...own];
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return `${names.join(',')}\n${all
    .map((fields) => `${names.map((name) => quoted(guarded(fields.get(name) ?? ''))).join(',')}\n`)
    .join('')}`;
}

/** Numbers below zero are no formulas. */
const guarded = (text: string): string => (/^-\d+(\.\d+)?$/.test(text) ? text : withGuard(text));

/** Negative: to the left. */
const WIDTHS: Record<string, number> = {
  model: -30,
  size: 10,
  params: 10,
  backend: -10,
  threads: 7,
  test: 15,
  't/s': 20,
};

const FIRST = ['model', 'size', 'params', 'backend'];
const LAST = ['test', 't/s'];

function markdown(tests: readonly WrittenRow[]): string {
  const extra = [...new Set(tests.flatMap((it) => Object.keys(it.settings)))].filter(
    (it) => ![...FIRST, ...LAST, ...FIELDS].includes(it),
  );
  const names = [...FIRST, ...extra, ...LAST];
  const widthOf = (name: string): number => WIDTHS[name] ?? Math.max(name.length, 3);
  const pad = (text: string, width: number): string =>
    width < 0 ? text.padEnd(-width) : text.padStart(width);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((it, index) => pad(it.replaceAll('|', String.raw`\|`), widthOf(names[index]!))).join(' | ')} |\n`;
  const rule = names.map((it) =>
    widthOf(it) < 0 ? '-'.repeat(-widthOf(it)) : `${'-'.repeat(widthOf(it) - 1)}:`,
  );
  return [...byBuild(tests)]
    .map(
      ([build, rows]) =>
        line(names) +
        line(rule) +
        rows.map((row) => line(names.map((name) => cellOf(row, name)))).join('') +
        (build === null ? '' : `\nbuild: ${build}\n`),
    )
    .join('\n');
}

/** The build stands under its table, so that another one begins another table. */
const byBuild = (tests: readonly WrittenRow[]): Map<string | null, WrittenRow[]> => {
  const tables = new Map<string | null, WrittenRow[]>();
  for (const it of tests) tables.set(it.build, [...(tables.get(it.build) ?? []), it]);
  // One without a build last: a build under a later table must not be taken for its own.
  return new Map([...tables].toSorted(([a], [b]) => Number(a === null) - Number(b === null)));
};

function cellOf(row: WrittenRow, name: string): string {
  const { settings } = row;
  if (name === 'model') return row.model ?? '';
  if (name === 'backend') return row.backend ?? '';
  if (name === 'test') return testOf(row);
  if (name === 'size') return settings['size'] ?? sizeOf(Number(settings['model_size']));
  if (name === 'params') return settings['params'] ?? paramsOf(Number(settings['model_n_params']));
  if (name !== 't/s') return settings[name] ?? '';
  const { mean, deviation } = rateOf(row);
  return deviation === null ? mean.toFixed(2) : `${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;
}

function testOf({ promptTokens, generationTokens, depthTokens }: WrittenRow): string {
  const parts = [
    ...(promptTokens > 0 ? [`pp${promptTokens}`] : []),
    ...(generationTokens > 0 ? [`tg${generationTokens}`] : []),
  ];
  return parts.join('+') + (depthTokens > 0 ? ` @ d${depthTokens}` : '');
}

const MIB = 1024 * 1024;
const sizeOf = (bytes: number): string => {
  if (!(bytes > 0)) return '';
  return bytes < 1024 * MIB ? `${(bytes / MIB).toFixed(2)} MiB` : `${(bytes / MIB / 1024).toFixed(2)} GiB`;
};
const paramsOf = (count: number): string => {
  if (!(count > 0)) return '';
  return count < 1e9 ? `${(count / 1e6).toFixed(2)} M` : `${(count / 1e9).toFixed(2)} B`;
};

/** A run with its command, as one would have typed it; only what has a rate of one of its two kinds. */
function mlxRun(row: WrittenRow): string[] {
  const { prompt, generation, model, promptTokens, generationTokens, batchSize, settings } = row;
  if (!prompt && !generation) return [];
  const figure = (value: number | null | undefined): string => value?.toFixed(3) ?? 'nan';
  const peak = row.peakMemoryBytes === null ? null : row.peakMemoryBytes / 1e9;
  const trials = Math.max(prompt?.samples.length ?? 0, generation?.samples.length ?? 0);
  const options = Object.entries(settings).filter(
    ([name]) => /^[\w-]+$/.test(name) && !FIELDS.includes(name),
  );
  const told = options.map(([name, value]) => ` --${name}${value === 'yes' ? '' : ` ${oneWord(value)}`}`);
  const named = model === null ? '' : ` --model ${oneWord(model)}`;
  return [
    `mlx_lm.benchmark${named} -p ${promptTokens} -g ${generationTokens} -b ${batchSize}${told.join('')}`,
    'Running warmup..',
    `Timing with prompt_tokens=${promptTokens}, generation_tokens=${generationTokens}, batch_size=${batchSize}.`,
    ...Array.from(
      { length: trials },
      (_, index) =>
        `Trial ${index + 1}:  prompt_tps=${figure(prompt?.samples[index])}, generation_tps=${figure(generation?.samples[index])}, peak_memory=${figure(peak)}`,
    ),
    `Averages: prompt_tps=${figure(prompt?.mean)}, generation_tps=${figure(generation?.mean)}, peak_memory=${figure(peak)}`,
    '',
  ];
}

const oneWord = (text: string): string => text.replaceAll(/\s+/g, '-').replace(/^-+/, '') || '-';
