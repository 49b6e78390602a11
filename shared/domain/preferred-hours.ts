import { dayKey } from './format.ts';
import { addDays, fromLocal } from './zoned-time.ts';

export const PREFERRED_HOURS = ['any', 'rather_night', 'only_night', 'working'] as const;
export type PreferredHours = (typeof PREFERRED_HOURS)[number];

/** Of the clock on the lab's wall. */
const NIGHT = { from: '20:00', to: '08:00' };
const WORK = { from: '09:00', to: '18:00' };

export type Stretch = { fromMs: number; toMs: number };

/** The nights, or the working hours from Monday to Friday, that touch a time; a night has 11 or 13 h where clocks change. */
export function preferredStretches(
  hours: PreferredHours,
  { fromMs, toMs }: Stretch,
  timeZone: string,
): Stretch[] {
  if (hours === 'any') return [];
  const stretches: Stretch[] = [];
  const last = dayKey(toMs, timeZone);
  for (let day = addDays(dayKey(fromMs, timeZone), -1); day <= last; day = addDays(day, 1)) {
    const stretch =
      hours === 'working'
        ? localStretch(day, WORK.from, day, WORK.to, timeZone)
        : localStretch(day, NIGHT.from, addDays(day, 1), NIGHT.to, timeZone);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const isOff = hours === 'working' && (weekday === 0 || weekday === 6);
    if (stretch && !isOff && stretch.toMs > fromMs && stretch.fromMs < toMs) stretches.push(stretch);
  }
  return stretches;
}

function localStretch(
  fromDay: string,
  from: string,
  toDay: string,
  to: string,
  zone: string,
): Stretch | null {
  const [start, end] = [fromLocal(fromDay, from, zone), fromLocal(toDay, to, zone)];
  return start && end ? { fromMs: start.getTime(), toMs: end.getTime() } : null;
}

/** 0: all of it lies in one stretch, 1: half of it or more does, 2: less. */
export function outsideClass(stretches: readonly Stretch[], { fromMs, toMs }: Stretch): 0 | 1 | 2 {
  let most = 0;
  for (const it of stretches) most = Math.max(most, Math.min(it.toMs, toMs) - Math.max(it.fromMs, fromMs));
  if (most === toMs - fromMs) return 0;
  return most * 2 >= toMs - fromMs ? 1 : 2;
}
