import { formatZonedMoment } from '@/shared/domain/format.ts';
import type { PricesView } from './price-words.ts';

/** Who set a version, and when. */
export const setBy = (
  row: { createdByName: string | null; createdAt: string | null },
  { timeZone, now }: PricesView,
): string =>
  row.createdByName === null || row.createdAt === null
    ? 'since the lab was set up'
    : `set by ${row.createdByName}, ${formatZonedMoment(row.createdAt, timeZone, now)}`;
