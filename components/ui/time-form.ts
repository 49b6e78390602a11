import { formatDuration } from '@/shared/domain/format.ts';
import { fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';

export type LocalTime = { day: string; time: string };
/** A stretch of time as it is written into a form. */
export type TimeForm = {
  /** `null` means now, whenever it is sent. */
  start: LocalTime | null;
  end: LocalTime;
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
  return { start: toLocal(startMs, zone), end: toLocal(startMs + DEFAULT_DURATION_MS, zone) };
}

/** The instants meant, or null while a field holds no time. */
export function timesOf({ start, end }: TimeForm, nowMs: number, zone: string): FormTimes | null {
  const startsAt = start ? fromLocal(start.day, start.time, zone) : new Date(nowMs);
  const endsAt = fromLocal(end.day, end.time, zone);
  return startsAt && endsAt ? { startsAt, endsAt } : null;
}

// Minutes are what a form can say; rounding up keeps the length that was asked for.
const wholeMinute = (atMs: number): number => Math.ceil(atMs / MINUTE_MS) * MINUTE_MS;

/** Another start keeps the length; of a booking without a length it keeps the end. */
export function withStart<F extends TimeForm>(
  form: F,
  start: LocalTime | null,
  nowMs: number,
  zone: string,
): F {
  const before = timesOf(form, nowMs, zone);
  const after = timesOf({ ...form, start }, nowMs, zone);
  if (!before || !after) return { ...form, start };
  const lengthMs = before.endsAt.getTime() - before.startsAt.getTime();
  if (lengthMs <= 0) return { ...form, start };
  return { ...form, start, end: toLocal(wholeMinute(after.startsAt.getTime() + lengthMs), zone) };
}

export function withDuration<F extends TimeForm>(
  form: F,
  durationMs: number,
  nowMs: number,
  zone: string,
): F {
  const times = timesOf(form, nowMs, zone);
  return times ? { ...form, end: toLocal(wholeMinute(times.startsAt.getTime() + durationMs), zone) } : form;
}

/** What is wrong with the times, where it can be seen without asking the portal. */
export function endProblem(form: TimeForm, nowMs: number, zone: string): string | null {
  const times = timesOf(form, nowMs, zone);
  if (!times) return 'Fill in day and time.';
  if (times.endsAt <= times.startsAt) return 'Ends before it starts. Choose a later end.';
  return null;
}

export function startProblem({ start }: TimeForm, nowMs: number, zone: string): string | null {
  if (!start) return null;
  const startsAt = fromLocal(start.day, start.time, zone);
  if (!startsAt) return 'Fill in day and time.';
  return startsAt.getTime() < nowMs - 2 * MINUTE_MS
    ? 'That time is over. Choose “Now” or a later time.'
    : null;
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
