import { formatDuration, zoneName } from '@/shared/domain/format.ts';
import { fromLocal, isDay, isTime, readLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import { dayWords } from './day-text.ts';

export type LocalTime = { day: string; time: string };
/** A stretch of time as it is written into a form. */
export type TimeForm = {
  /** `null` means now, whenever it is sent. */
  start: LocalTime | null;
  end: LocalTime;
  /** A length that was chosen: it counts, and `end` follows it. Null or not there: the end was typed, and counts. */
  durationMs?: number | null;
};
export type FormTimes = { startsAt: Date; endsAt: Date };

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
export const DEFAULT_DURATION_MS = 2 * 60 * MINUTE_MS;
export const QUICK_DURATIONS_MS = [1, 2, 4, 8, 12].map((hours) => hours * 60 * MINUTE_MS);

/** The next five minutes: a form starts with a time that is still ahead when it is sent. */
export const nextStep = (nowMs: number): number => Math.ceil(nowMs / STEP_MS) * STEP_MS;

export function emptyTimes(nowMs: number, zone: string): TimeForm {
  const startMs = nextStep(nowMs);
  return {
    start: toLocal(startMs, zone),
    end: toLocal(startMs + DEFAULT_DURATION_MS, zone),
    durationMs: DEFAULT_DURATION_MS,
  };
}

const startOf = ({ start }: TimeForm, nowMs: number, zone: string): Date | null =>
  start ? fromLocal(start.day, start.time, zone) : new Date(nowMs);

/** The instants meant, or null while a field holds no time. A length is a length, to the millisecond. */
export function timesOf(form: TimeForm, nowMs: number, zone: string): FormTimes | null {
  const startsAt = startOf(form, nowMs, zone);
  if (!startsAt) return null;
  const endsAt = form.durationMs
    ? new Date(startsAt.getTime() + form.durationMs)
    : fromLocal(form.end.day, form.end.time, zone);
  return endsAt && { startsAt, endsAt };
}

/** The end as its fields show it: of a chosen length the one that follows from the start. */
export function endOf(form: TimeForm, nowMs: number, zone: string): LocalTime {
  const times = form.durationMs ? timesOf(form, nowMs, zone) : null;
  return times ? toLocal(times.endsAt, zone) : form.end;
}

/** Another start keeps the length; of a booking without a length it keeps the end. */
export function withStart<F extends TimeForm>(
  form: F,
  start: LocalTime | null,
  nowMs: number,
  zone: string,
): F {
  const before = timesOf(form, nowMs, zone);
  const lengthMs = form.durationMs ?? (before ? before.endsAt.getTime() - before.startsAt.getTime() : 0);
  const moved = { ...form, start };
  return lengthMs > 0 ? withDuration(moved, lengthMs, nowMs, zone) : moved;
}

export function withDuration<F extends TimeForm>(
  form: F,
  durationMs: number,
  nowMs: number,
  zone: string,
): F {
  const chosen = { ...form, durationMs };
  return { ...chosen, end: endOf(chosen, nowMs, zone) };
}

/** A typed end is an end, whatever length was chosen before. */
export const withEnd = <F extends TimeForm>(form: F, end: LocalTime): F => ({
  ...form,
  end,
  durationMs: null,
});

function fieldProblem({ day, time }: LocalTime): string | null {
  if (day.trim() === '') return 'Fill in the day, as 19 Nov.';
  if (!isDay(day)) return `“${day}” is no day. Write it as 19 Nov or 2026-11-19.`;
  if (time.trim() === '') return 'Fill in the time, as 14:00.';
  return isTime(time) ? null : `“${time}” is no time of day. Write 00:00 to 23:59.`;
}

/** What is wrong with the times, where it can be seen without asking the portal. */
export function endProblem(form: TimeForm, nowMs: number, zone: string): string | null {
  if (!form.durationMs) {
    const wrong = fieldProblem(form.end);
    if (wrong) return wrong;
  }
  const times = timesOf(form, nowMs, zone);
  return times && times.endsAt <= times.startsAt ? 'Ends before it starts. Choose a later end.' : null;
}

export function startProblem({ start }: TimeForm, nowMs: number, zone: string): string | null {
  if (!start) return null;
  const wrong = fieldProblem(start);
  if (wrong) return wrong;
  const startsAt = fromLocal(start.day, start.time, zone);
  return startsAt && startsAt.getTime() < nowMs - 2 * MINUTE_MS
    ? 'That time is over. Choose “Now” or a later time.'
    : null;
}

/** What the clocks make of a time on the day they change, said before it is sent; null on any other. */
export function clockNote({ day, time }: LocalTime, zone: string, nowMs: number): string | null {
  const read = readLocal(day, time, zone);
  if (!read || read.clock === 'once') return null;
  const on = dayWords(day, toLocal(nowMs, zone).day);
  if (read.clock === 'skipped')
    return `${time} does not exist on ${on}; it becomes ${toLocal(read.at, zone).time}.`;
  return `${time} comes twice on ${on}; the first is meant, ${zoneName(zone, read.at)}, before the clocks go back.`;
}

export function lengthOf(form: TimeForm, nowMs: number, zone: string): string | null {
  const times = timesOf(form, nowMs, zone);
  const lengthMs = times ? times.endsAt.getTime() - times.startsAt.getTime() : 0;
  return lengthMs > 0 ? formatDuration(Math.round(lengthMs / MINUTE_MS) * MINUTE_MS) : null;
}

/** `9`, `930` and `9:30` as the `09:30` they mean; anything else as it is. */
export function tidyTime(text: string): string {
  const match = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.trim());
  if (!match || Number(match[1]) > 23 || Number(match[2] ?? 0) > 59) return text;
  return `${match[1]!.padStart(2, '0')}:${match[2] ?? '00'}`;
}
