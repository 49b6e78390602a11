import { openSpans } from './policy-opening.ts';

export const PREFERRED_HOURS = ['any', 'rather_night', 'only_night', 'working'] as const;
export type PreferredHours = (typeof PREFERRED_HOURS)[number];

/** Of the clock on the lab's wall. */
const NIGHT = { days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' };
const WORK = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

export type Stretch = { fromMs: number; toMs: number };

/** The nights, or the working hours from Monday to Friday, that touch a time; a night has 11 or 13 h where clocks change. */
export function preferredStretches(
  hours: PreferredHours,
  { fromMs, toMs }: Stretch,
  timeZone: string,
): Stretch[] {
  if (hours === 'any') return [];
  const around = { startsAt: new Date(fromMs), endsAt: new Date(toMs) };
  return openSpans(hours === 'working' ? WORK : NIGHT, around, timeZone)
    .map((it) => ({ fromMs: it.startsAt.getTime(), toMs: it.endsAt.getTime() }))
    .filter((it) => it.toMs > fromMs && it.fromMs < toMs);
}

/** 0: all of it lies in one stretch, 1: half of it or more does, 2: less. */
export function outsideClass(stretches: readonly Stretch[], { fromMs, toMs }: Stretch): 0 | 1 | 2 {
  let most = 0;
  for (const it of stretches) most = Math.max(most, Math.min(it.toMs, toMs) - Math.max(it.fromMs, fromMs));
  if (most === toMs - fromMs) return 0;
  return most * 2 >= toMs - fromMs ? 1 : 2;
}
