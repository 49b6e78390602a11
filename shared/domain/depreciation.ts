/** What is entered of a thing that was bought; days as `2026-11-18`. */
export type Bought = {
  purchasePrice: number | null;
  purchasedOn: string | null;
  lifespanMonths: number | null;
  /** What it is still worth at its end; nothing entered is nothing. */
  residualPrice: number | null;
};
/** `shareLeft` is of its price, null where that is zero. */
export type BookValue = { worth: number; shareLeft: number | null; monthsUsed: number };

/**
 * Straight line: each whole month of the lifespan, from the day of purchase on, takes the same part of what it loses
 * until its end. Null when price, day or lifespan is not entered: unknown is not zero.
 */
export function bookValue(thing: Bought, today: string): BookValue | null {
  const { purchasePrice: price, purchasedOn, lifespanMonths } = thing;
  if (price === null || purchasedOn === null || lifespanMonths === null) return null;
  const monthsUsed = Math.min(wholeMonths(purchasedOn, today), lifespanMonths);
  const worth = toCents(price - monthlyLoss(price, thing.residualPrice, lifespanMonths) * monthsUsed);
  return { worth, shareLeft: price === 0 ? null : worth / price, monthsUsed };
}

/** What each month of its lifespan takes of a price, in its currency; not rounded. */
export const monthlyLoss = (price: number, residualPrice: number | null, lifespanMonths: number): number =>
  (price - Math.min(residualPrice ?? 0, price)) / lifespanMonths;

const toCents = (amount: number): number => Math.round(amount * 100) / 100;

/** Months that are over between two days; one ends on the same day of the next, or on its last where that is shorter. */
export function wholeMonths(from: string, to: string): number {
  const [year, month, day] = partsOf(from);
  const [toYear, toMonth, toDay] = partsOf(to);
  const lastDay = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate();
  const months = (toYear - year) * 12 + toMonth - month;
  return Math.max(0, toDay >= Math.min(day, lastDay) ? months : months - 1);
}

const partsOf = (day: string) => day.split('-').map(Number) as [number, number, number];

const DAY_MS = 86_400_000;
/** Whole days from one day to another; negative where it is past. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);

/** Whether it is a day as days are written and stored here: `2026-11-18`, one there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1970-01-01') return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
