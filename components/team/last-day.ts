import { addDays, startOfDay, toLocal } from '@/shared/domain/zoned-time.ts';

/** The end of that day by the lab's clock. */
export const endOfDay = (day: string, zone: string): Date => startOfDay(addDays(day, 1), zone);
/** The day whose end a moment is. */
export const lastDayOf = (at: string, zone: string): string => toLocal(new Date(at).getTime() - 1, zone).day;
