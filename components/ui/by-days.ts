import { dayKey, type Moment } from '@/shared/domain/format.ts';

/** What comes in time order, parted by its days in one pass. */
export function byDays<T>(rows: readonly T[], atOf: (row: T) => Moment, timeZone: string) {
  const days: { day: string; rows: T[] }[] = [];
  for (const row of rows) {
    const day = dayKey(atOf(row), timeZone);
    if (days.at(-1)?.day === day) days.at(-1)!.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}
