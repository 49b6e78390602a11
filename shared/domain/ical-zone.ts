import { zoneName } from './format.ts';
import { zoneOffsetMs } from './zoned-time.ts';

const DAY_MS = 86_400_000;

type Change = { atMs: number; fromMs: number; toMs: number };
const known = new Map<string, Change[]>();

/** A VTIMEZONE with every change of the clock in the years of these moments; nothing for UTC or without moments. */
export function writeZone(timeZone: string, moments: readonly Date[]): string[] {
  if (timeZone === 'UTC' || moments.length === 0) return [];
  const years = moments.map((it) => it.getUTCFullYear());
  const first = Math.min(...years) - 1;
  const last = Math.max(...years) + 1;
  const beginsMs = Date.UTC(first, 0, 1);
  const changes: Change[] = [];
  for (let year = first; year <= last; year += 1) changes.push(...changesIn(timeZone, year));
  const atFirstMs = zoneOffsetMs(beginsMs, timeZone);
  const standardMs = Math.min(atFirstMs, ...changes.map((it) => it.toMs));
  // What was before the first change, for as long as that goes back.
  const before: Change = { atMs: beginsMs, fromMs: atFirstMs, toMs: atFirstMs };
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${timeZone}`,
    ...[before, ...changes].flatMap((it) => writeChange(it, timeZone, standardMs)),
    'END:VTIMEZONE',
  ];
}

function writeChange({ atMs, fromMs, toMs }: Change, timeZone: string, standardMs: number): string[] {
  const kind = toMs > standardMs ? 'DAYLIGHT' : 'STANDARD';
  const wall = new Date(atMs + fromMs).toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  return [
    `BEGIN:${kind}`,
    `DTSTART:${wall}`,
    `TZOFFSETFROM:${writeOffset(fromMs)}`,
    `TZOFFSETTO:${writeOffset(toMs)}`,
    `TZNAME:${zoneName(timeZone, atMs)}`,
    `END:${kind}`,
  ];
}

/** `+0545` */
function writeOffset(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** The clock changes of a year, found day by day and then to the second. */
function changesIn(timeZone: string, year: number): Change[] {
  const key = `${timeZone} ${year}`;
  const found = known.get(key);
  if (found) return found;
  const changes: Change[] = [];
  let fromMs = zoneOffsetMs(Date.UTC(year, 0, 1), timeZone);
  for (let dayMs = Date.UTC(year, 0, 1); dayMs < Date.UTC(year + 1, 0, 1); dayMs += DAY_MS) {
    const toMs = zoneOffsetMs(dayMs + DAY_MS, timeZone);
    if (toMs !== fromMs) changes.push({ atMs: momentOf(timeZone, dayMs, fromMs), fromMs, toMs });
    fromMs = toMs;
  }
  known.set(key, changes);
  return changes;
}

function momentOf(timeZone: string, dayMs: number, fromMs: number): number {
  let [before, after] = [dayMs, dayMs + DAY_MS];
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000;
    if (zoneOffsetMs(middle, timeZone) === fromMs) before = middle;
    else after = middle;
  }
  return after;
}
