import { BenchRow, type BenchFormat } from '../../schemas/bench-row.ts';
import { filledRecords, parseCsv } from '../csv/parse-csv.ts';
import { withoutGuard } from '../csv/csv-line.ts';

type BenchProblem = { line: number; message: string };
export type BenchReading = { rows: BenchRow[]; problems: BenchProblem[] };

/** Fields with a place of their own in a row; the rest are its settings. */
const PLACED = new Set([
  'build_commit',
  'build_number',
  'gpu_info',
  'backends',
  'model_type',
  'n_prompt',
  'n_gen',
  'n_depth',
  'test_time',
  'avg_ns',
  'stddev_ns',
  'avg_ts',
  'stddev_ts',
  'samples_ns',
  'samples_ts',
]);

/** Objects as `-o json` and `-o jsonl` write them, also where the file was cut off; each that can't be read is named. */
export function readLlamaJson(text: string, format: 'json' | 'jsonl'): BenchReading {
  const reading: BenchReading = { rows: [], problems: [] };
  for (const { line, source } of objectsIn(text)) {
    const fields = source === null ? 'This object is cut off.' : parsed(source);
    take(reading, line, typeof fields === 'string' ? fields : rowOfFields(fields, line, format));
  }
  return reading;
}

function parsed(source: string): Record<string, unknown> | string {
  try {
    return JSON.parse(source) as Record<string, unknown>;
  } catch {
    return 'This is no JSON.';
  }
}

/** The outermost objects of a text; the last has no source where its end is missing. */
function objectsIn(text: string): { line: number; source: string | null }[] {
  const found: { line: number; source: string | null }[] = [];
  let [line, depth, start, startLine] = [1, 0, 0, 1];
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') line += 1;
    if (isInString) {
      if (char === '\\') at += 1;
      // No string of these files goes on over a line break: what was not closed there is broken.
      else if (char === '"' || char === '\n') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === '{') {
      if (depth === 0) [start, startLine] = [at, line];
      depth += 1;
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push({ line: startLine, source: text.slice(start, at + 1) });
    }
  }
  if (depth > 0) found.push({ line: startLine, source: null });
  return found;
}

/** As `-o csv` writes it: a line of names, then a line for each test. */
export function readLlamaCsv(text: string): BenchReading {
  const { records, problem } = parseCsv(text, ',');
  const [head, ...lines] = filledRecords(records);
  const names = head?.cells.map((it) => it.trim()) ?? [];
  const reading: BenchReading = { rows: [], problems: [] };
  for (const { line, cells } of lines) {
    const message = `${cells.length} fields stand under ${names.length} names.`;
    const fields = Object.fromEntries(
      cells.flatMap((cell, index) => (cell === '' ? [] : [[names[index], withoutGuard(cell)]])),
    );
    take(reading, line, cells.length === names.length ? rowOfFields(fields, line, 'csv') : message);
  }
  if (problem) reading.problems.push(problem);
  return reading;
}

/** A markdown table's row by its column names, with what stood under it as its build. */
export function rowOfTable(
  { names, cells, line }: { names: readonly string[]; cells: readonly string[]; line: number },
  build: string | null,
): BenchRow | string {
  if (cells.length !== names.length) return `${cells.length} cells stand under ${names.length} column names.`;
  const fields = new Map(names.map((name, index) => [name, cells[index]!]));
  const test = readTest(fields.get('test') ?? '');
  if (!test) return `“${fields.get('test') ?? ''}” is no test as pp512, tg128 or pp512+tg128 @ d1024.`;
  const [mean, deviation] = (fields.get('t/s') ?? '').split('±').map((it) => it.trim());
  const rate = rateOf(mean, deviation, []);
  const settings = [...fields].filter(
    ([name, cell]) => !['model', 'backend', 'test', 't/s'].includes(name) && cell !== '',
  );
  return checked({
    line,
    format: 'md',
    model: fields.get('model') || null,
    hardware: null,
    backend: fields.get('backend') || null,
    build,
    ...test,
    ...rateBy(test, rate),
    measuredAt: null,
    settings: Object.fromEntries(settings),
  });
}

const TEST = /^(?:pp\s*(\d+))?(?:\s*\+\s*)?(?:tg\s*(\d+))?(?:\s*@\s*d\s*(\d+))?$/;

type Test = { promptTokens: number; generationTokens: number; depthTokens: number };
function readTest(text: string): Test | null {
  const [, prompt, generation, depth] = TEST.exec(text.trim()) ?? [];
  if (prompt === undefined && generation === undefined) return null;
  return {
    promptTokens: Number(prompt ?? 0),
    generationTokens: Number(generation ?? 0),
    depthTokens: Number(depth ?? 0),
  };
}

function rowOfFields(fields: Record<string, unknown>, line: number, format: BenchFormat): BenchRow | string {
  const told = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) || null : null;
  };
  if (told('n_prompt') === null && told('n_gen') === null)
    return 'It has neither n_prompt nor n_gen: nothing that llama-bench wrote.';
  const test = {
    promptTokens: Number(told('n_prompt') ?? 0),
    generationTokens: Number(told('n_gen') ?? 0),
    depthTokens: Number(told('n_depth') ?? 0),
  };
  const samples = Array.isArray(fields['samples_ts']) ? fields['samples_ts'].map(Number) : [];
  const rate = rateOf(told('avg_ts'), told('stddev_ts'), samples);
  const number = told('build_number');
  const commit = told('build_commit');
  const settings = Object.entries(fields).flatMap(([name, value]) =>
    PLACED.has(name) || value === '' || !['string', 'number', 'boolean'].includes(typeof value)
      ? []
      : [[name, String(value)]],
  );
  return checked({
    line,
    format,
    model: told('model_type') ?? told('model_filename'),
    hardware: told('gpu_info') ?? told('cpu_info'),
    backend: told('backends'),
    build: commit && number ? `${commit} (${number})` : commit,
    ...test,
    ...rateBy(test, rate),
    measuredAt: told('test_time'),
    settings: Object.fromEntries(settings),
  });
}

const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;
const numberOf = (text: string | null | undefined): number | null =>
  text && NUMBER.test(text) ? Number(text) : null;
/** Nothing where a rate is no number: then the row says what is missing. */
const rateOf = (
  mean: string | null | undefined,
  deviation: string | null | undefined,
  samples: number[],
) => ({
  mean: numberOf(mean) ?? Number.NaN,
  deviation: numberOf(deviation),
  samples,
});

/** Which of its rates a row tells, by what was tested. */
const rateBy = ({ promptTokens, generationTokens }: Test, rate: ReturnType<typeof rateOf>) => ({
  prompt: generationTokens === 0 ? rate : null,
  generation: promptTokens === 0 ? rate : null,
  combined: promptTokens > 0 && generationTokens > 0 ? rate : null,
});

function checked(row: Omit<BenchRow, 'batchSize' | 'peakMemoryBytes'>): BenchRow | string {
  if (row.promptTokens + row.generationTokens === 0) return 'It tested neither a prompt nor an answer.';
  const { data, error } = BenchRow.safeParse({ ...row, batchSize: 1, peakMemoryBytes: null });
  if (data) return data;
  const [where] = error.issues[0]!.path;
  return where === 'prompt' || where === 'generation' || where === 'combined'
    ? 'Its tokens a second are no number above 0.'
    : `Its ${FIELD_WORDS[String(where)] ?? String(where)} can’t be read.`;
}

const FIELD_WORDS: Record<string, string> = {
  promptTokens: 'length of the prompt',
  generationTokens: 'length of the answer',
  depthTokens: 'depth',
  measuredAt: 'time (test_time)',
  settings: 'settings',
};

export function take({ rows, problems }: BenchReading, line: number, found: BenchRow | string): void {
  if (typeof found === 'string') problems.push({ line, message: found });
  else rows.push(found);
}
