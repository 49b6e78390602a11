import type { WallLook } from '../wall-meter.ts';
import { fromLocal } from '../zoned-time.ts';
import { withoutGuard } from './csv-line.ts';
import { filledRecords, guessDelimiter, parseCsv, type CsvProblem } from './parse-csv.ts';
import { guessDecimal, readNumber } from './read-number.ts';

export type WallReadings = { looks: WallLook[] } | { problems: CsvProblem[] };

const TIME_NAMES = new Set(['time', 'at', 'date', 'datetime', 'timestamp', 'last_changed']);
/** Joules or watts of one of each unit. */
const UNITS: Record<string, { of: 'watts' | 'counter'; factor: number }> = {
  w: { of: 'watts', factor: 1 },
  watts: { of: 'watts', factor: 1 },
  power: { of: 'watts', factor: 1 },
  kw: { of: 'watts', factor: 1000 },
  wh: { of: 'counter', factor: 3600 },
  kwh: { of: 'counter', factor: 3.6e6 },
};
const COLUMNS = 'Its first line names the columns: “time” and one of “watts”, “kW”, “Wh” or “kWh”.';

/**
 * Readings of a plug as a table: times, and watts or what the meter's counter showed. Each line that can't be read is
 * named, and then none counts. A time without its offset is one of the lab's clocks.
 */
export function readWallReadings(text: string, timeZone: string): WallReadings {
  const delimiter = guessDelimiter(text);
  const { records, problem } = parseCsv(text.replace(/^\uFEFF/, ''), delimiter);
  if (problem) return { problems: [problem] };
  const [head, ...lines] = filledRecords(records);
  const names = head?.cells.map((it) => it.trim().toLowerCase()) ?? [];
  const timeColumn = names.findIndex((it) => TIME_NAMES.has(it));
  const valueColumn = names.findIndex((it) => it in UNITS);
  const unit = UNITS[names[valueColumn] ?? ''];
  if (!head || timeColumn < 0 || !unit) return { problems: [{ line: head?.line ?? 1, message: COLUMNS }] };
  const valueOf = ({ cells }: { cells: string[] }): string => withoutGuard(cells[valueColumn] ?? '');
  const { sign } = guessDecimal(lines.map(valueOf), [], delimiter);
  const looks: WallLook[] = [];
  const problems: CsvProblem[] = [];
  for (const it of lines) {
    const atMs = readMoment(withoutGuard(it.cells[timeColumn] ?? ''), timeZone);
    const value = readNumber(valueOf(it), sign);
    if (atMs === null) problems.push({ line: it.line, message: 'no time as 2026-11-24 09:30.' });
    else if (value === null || value < 0)
      problems.push({
        line: it.line,
        message: `no number from 0 on under “${head.cells[valueColumn]}”.`,
      });
    else looks.push(lookOf(atMs, value * unit.factor, unit.of));
  }
  if (problems.length > 0) return { problems };
  return { looks: looks.toSorted((a, b) => a.atMs - b.atMs) };
}

const lookOf = (atMs: number, value: number, of: 'watts' | 'counter'): WallLook =>
  of === 'watts' ? { atMs, watts: value, counterJoules: null } : { atMs, watts: null, counterJoules: value };

const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

function readMoment(text: string, timeZone: string): number | null {
  const [, day, time, seconds = '00', offset] = MOMENT.exec(text.trim()) ?? [];
  if (day === undefined || time === undefined) return null;
  const local = fromLocal(day, time, offset === undefined ? timeZone : 'UTC');
  if (local === null || Number(seconds) > 59) return null;
  return local.getTime() + Number(seconds) * 1000 - offsetMs(offset);
}

function offsetMs(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset ?? '') ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const MOST_NAMED = 8;

/** For people: the first lines that can't be read, each with its reason. */
export function tellProblems(problems: readonly CsvProblem[]): string {
  const named = problems.slice(0, MOST_NAMED).map(({ line, message }) => `Line ${line}: ${message}`);
  const more = problems.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : []), 'Nothing was taken.'].join(' ');
}
