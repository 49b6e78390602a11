import type { Told, ToldKind } from '../schemas/machine-history.ts';
import { isDay } from './depreciation.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatGigabytes,
  formatMemory,
  formatMoney,
  formatWatts,
} from './format.ts';
import { formatSoldDisk } from './sold-disk.ts';
import { OWNERSHIP_LABEL, STATUS_LABEL } from './register-fields.ts';

export type ToldSetting = { currency: string; timeZone: string; now: Date | number };

/** A field's value in people's words; null where there is none. */
export function tellValue(kind: ToldKind, value: Told, setting: ToldSetting): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return tellNumber(kind, value, setting);
  switch (kind) {
    case 'date':
      return isDay(value) ? formatDate(value) : value;
    case 'moment':
      return formatDateTime(value, setting.timeZone, setting.now);
    case 'status':
      return STATUS_LABEL[value as keyof typeof STATUS_LABEL]?.toLowerCase() ?? value;
    case 'ownership':
      return OWNERSHIP_LABEL[value as keyof typeof OWNERSHIP_LABEL]?.toLowerCase() ?? value;
    default:
      return value;
  }
}

function tellNumber(kind: ToldKind, value: number, { currency }: ToldSetting): string {
  switch (kind) {
    case 'memory':
      return formatMemory(value);
    case 'disk':
      return formatSoldDisk(value);
    case 'bytes':
      return formatGigabytes(value);
    case 'money':
      return formatMoney(value, currency);
    case 'rate':
      return `${tellRate(value, currency)} an hour`;
    case 'months':
      return value === 1 ? '1 month' : `${formatCount(value)} months`;
    case 'watts':
      return formatWatts(value);
    default:
      return numbers.format(value);
  }
}
const numbers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 });

/** Cents, and more digits only where there are some: `€0.90`, `€1.0830`. */
export const tellRate = (amount: number, currency: string): string =>
  Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-9
    ? formatMoney(amount, currency)
    : new Intl.NumberFormat('en-GB', { style: 'currency', currency, minimumFractionDigits: 4 }).format(
        amount,
      );
