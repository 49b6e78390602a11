import { coverage } from '@/shared/domain/energy-figures.ts';
import { formatCount } from '@/shared/domain/format.ts';
import type { DayRow, MachineRow } from './types.ts';

const MS_PER_HOUR = 3_600_000;
const JOULES_PER_KWH = 3_600_000;
const oneDigit = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const threeDigits = new Intl.NumberFormat('en-GB', {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});

/** For moments that are told with day and year, on paper too. */
export const LONG_AGO = 0;

/** Machine-hours with one digit, as tables hold them; a few minutes keep two, so that they don't read as none. */
export const hours = (ms: number): string =>
  (ms > 0 && ms < MS_PER_HOUR ? twoDigits : oneDigit).format(ms / MS_PER_HOUR);
/** Kilowatt-hours with three digits, as tables hold them; "0" for a true zero. */
export const kilowattHours = (joules: number): string =>
  joules === 0 ? '0' : threeDigits.format(joules / JOULES_PER_KWH);

const twoSignificant = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 });
/** Grams of CO₂e as `33 kg`, `480 g`. */
export const carbonWeight = (grams: number): string =>
  grams >= 1000 ? `${twoSignificant.format(grams / 1000)} kg` : `${twoSignificant.format(grams)} g`;

/** Used of booked, 0 to 1; null where nothing was booked. */
export const usedRatio = (row: { bookedMs: number; usedMs: number }): number | null =>
  row.bookedMs > 0 ? row.usedMs / row.bookedMs : null;

export const machineCoverage = (row: MachineRow): number | null => coverage(row.coveredMs, row.windowMs);

export type Split = { sessions: number; other: number; measured: number };
/** Energy by what it was for. The parts are the whole, to the joule. */
export function splitEnergy(machines: readonly MachineRow[]): Split | null {
  const measured = machines.filter((it) => it.measuredJoules !== null);
  if (measured.length === 0) return null;
  const sum = (of: (it: MachineRow) => number | null): number =>
    measured.reduce((total, it) => total + (of(it) ?? 0), 0);
  return {
    sessions: sum((it) => it.sessionJoules),
    other: sum((it) => it.otherJoules),
    measured: sum((it) => it.measuredJoules),
  };
}

/** A day with most of its time unmeasured is marked, so that a low bar is not read as a saving. */
export const isUncovered = (
  day: Pick<DayRow, 'coverage' | 'sessionJoules' | 'otherJoules'> & { usedMs: number },
): boolean =>
  day.coverage !== null &&
  day.coverage < 0.5 &&
  (day.sessionJoules !== null || day.otherJoules !== null || day.usedMs > 0);

/** A leading figure has no digit after the point once it has three before it. */
export const leadingHours = (ms: number): string =>
  ms < 99.95 * MS_PER_HOUR ? hours(ms) : formatCount(ms / MS_PER_HOUR);
