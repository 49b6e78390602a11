/** A calendar month of the lab, `month` from 1. */
export type Month = { year: number; month: number };
export type MonthWindow = { from: Date; to: Date };

/** Milliseconds the zone is ahead of UTC at an instant. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const get = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((it) => it.type === type)!.value);
  const local = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

/** Midnight of a local day. Asked twice, since the offset belongs to the instant found and not to the guess. */
function localMidnight(year: number, month: number, day: number, timeZone: string): Date {
  const guess = Date.UTC(year, month - 1, day);
  const first = guess - offsetMs(guess, timeZone);
  return new Date(guess - offsetMs(first, timeZone));
}

export const monthWindow = ({ year, month }: Month, timeZone: string): MonthWindow => ({
  from: localMidnight(year, month, 1, timeZone),
  to: localMidnight(year, month + 1, 1, timeZone),
});

export function monthOf(at: Date, timeZone: string): Month {
  const local = new Date(at.getTime() + offsetMs(at.getTime(), timeZone));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1 };
}

export function shiftMonth({ year, month }: Month, by: number): Month {
  const at = new Date(Date.UTC(year, month - 1 + by, 1));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1 };
}

/** The month a window is, or null when it is some other stretch of time. */
export function exactMonth(window: MonthWindow, timeZone: string): Month | null {
  const month = monthOf(window.from, timeZone);
  const whole = monthWindow(month, timeZone);
  const isWhole =
    whole.from.getTime() === window.from.getTime() && whole.to.getTime() === window.to.getTime();
  return isWhole ? month : null;
}

export const hoursIn = ({ from, to }: MonthWindow): number =>
  Math.round((to.getTime() - from.getTime()) / 3_600_000);
