const DAY_MS = 86_400_000;
const UNITS: [number, string][] = [
  [60 * DAY_MS, 'month'],
  [14 * DAY_MS, 'week'],
  [2 * DAY_MS, 'day'],
];
const LENGTHS: Record<string, number> = { month: 30 * DAY_MS, week: 7 * DAY_MS, day: DAY_MS };

/** `6 weeks`, `12 days`, `a few hours`: how long a key is still good, as one says it. */
export function inWords(ms: number): string {
  const [, unit] = UNITS.find(([from]) => ms >= from) ?? [0, null];
  if (unit !== null) return `${Math.round(ms / LENGTHS[unit]!)} ${unit}s`;
  return ms >= DAY_MS ? 'a day' : 'a few hours';
}

/** `60`, empty for none; undefined where it is no whole number. */
export function limitOf(text: string): number | null | undefined {
  const tidy = text.trim().replaceAll(/[\s,.](?=\d{3}(\D|$))/g, '');
  if (tidy === '') return null;
  return /^[1-9]\d{0,9}$/.test(tidy) && Number(tidy) <= 2_000_000_000 ? Number(tidy) : undefined;
}
