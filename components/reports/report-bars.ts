import { coverage } from '@/shared/domain/energy-figures.ts';
import { dayKey, formatMonth, formatTime } from '@/shared/domain/format.ts';
import { localDays, overlapMs, type Span } from '@/shared/domain/usage.ts';
import { wallHours } from '@/shared/domain/week-hours.ts';
import { mondayOf } from '@/shared/domain/zoned-time.ts';
import type { BarDay } from '../charts/bar-chart.tsx';
import type { DayRow } from './types.ts';

export type BarStep = 'hour' | 'day' | 'week' | 'month';
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];

/** How much time one bar stands for: so that a day is not one bar, and a year not hundreds. */
export function barStep({ from, to }: Span): BarStep {
  const days = (to.getTime() - from.getTime() - HOUR_MS) / DAY_MS;
  return days <= 2 ? 'hour' : days <= 45 ? 'day' : days <= 190 ? 'week' : 'month';
}

type Bar = Omit<BarDay, 'values' | 'gap'> & {
  bookedMs: number;
  usedMs: number;
  sessionJoules: number | null;
  otherJoules: number | null;
  coverage: number | null;
};
type Asked = { span: Span; timeZone: string; now: Date };

/** The report's days as bars over all of the time asked for; what is still to come has its place too. */
export function reportBars(days: readonly DayRow[], { span, timeZone, now }: Asked): Bar[] {
  const step = barStep(span);
  const byDay = new Map(days.map((it) => [it.day, it]));
  const slots =
    step === 'hour'
      ? wallHours(span, timeZone).map((it) => ({
          day: new Date(it.fromMs).toISOString(),
          from: new Date(it.fromMs),
          to: new Date(it.toMs),
        }))
      : localDays(span, timeZone);
  const groups = [...Map.groupBy(slots, (it) => groupKey(it.day, step)).entries()];
  return groups.map(([key, own]) => {
    const whole = { from: own[0]!.from, to: own.at(-1)!.to };
    const rows = own.flatMap((it) => byDay.get(it.day) ?? []);
    const holdsNow = overlapMs(whole, { from: now, to: new Date(now.getTime() + 1) }) > 0;
    const isToday = holdsNow && step === 'day';
    return {
      key,
      label: isToday ? 'today' : labelOf(whole, step, timeZone),
      isAhead: whole.from > now,
      isNamed: isToday,
      ...sumOf(rows),
      coverage: coverageOf(own, byDay),
    };
  });
}

const groupKey = (day: string, step: BarStep): string =>
  step === 'month' ? day.slice(0, 7) : step === 'week' ? mondayOf(day) : day;

function labelOf({ from }: Span, step: BarStep, timeZone: string): string {
  if (step === 'hour') return formatTime(from, timeZone);
  const day = dayKey(from, timeZone);
  if (step === 'month') return formatMonth(day).slice(0, 3);
  const options = step === 'day' ? ({ weekday: 'short' } as const) : ({ month: 'short' } as const);
  return new Intl.DateTimeFormat('en-GB', { ...options, day: 'numeric', timeZone }).format(from);
}

const add = (a: number | null, b: number | null): number | null =>
  a === null && b === null ? null : (a ?? 0) + (b ?? 0);
const sumOf = (rows: readonly DayRow[]) => ({
  bookedMs: rows.reduce((sum, it) => sum + it.bookedMachineMs, 0),
  usedMs: rows.reduce((sum, it) => sum + it.usedMachineMs, 0),
  sessionJoules: rows.reduce<number | null>((sum, it) => add(sum, it.sessionJoules), null),
  otherJoules: rows.reduce<number | null>((sum, it) => add(sum, it.otherJoules), null),
});

/** Of the days that are over or under way, by their length. */
function coverageOf(
  slots: readonly (Span & { day: string })[],
  byDay: ReadonlyMap<string, DayRow>,
): number | null {
  const known = slots.flatMap((slot) => {
    const covered = byDay.get(slot.day)?.coverage ?? null;
    return covered === null ? [] : [{ covered, lengthMs: slot.to.getTime() - slot.from.getTime() }];
  });
  const lengthMs = known.reduce((sum, it) => sum + it.lengthMs, 0);
  return coverage(
    known.reduce((sum, it) => sum + it.covered * it.lengthMs, 0),
    lengthMs,
  );
}
