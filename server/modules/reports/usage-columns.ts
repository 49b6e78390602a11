import type { CsvValue } from '@/shared/domain/csv/csv-line.ts';
import type { Cost } from '@/shared/domain/tariffs.ts';

/** The columns of the CSV before those of money, which are one pair a currency. */
const COLUMNS = {
  row: 'row',
  simulated: 'simulated',
  bookingId: 'booking id',
  sessionId: 'session id',
  person: 'person',
  team: 'team',
  purpose: 'purpose',
  project: 'project',
  model: 'model',
  machines: 'machines',
  startedAt: 'started at (UTC)',
  endedAt: 'ended at (UTC)',
  endReason: 'end reason',
  bookedSeconds: 'booked machine time (s)',
  usedSeconds: 'used machine time (s)',
  unpricedSeconds: 'machine time without a known price (s)',
  promptTokens: 'prompt tokens',
  completionTokens: 'completion tokens',
  requests: 'requests',
  energyJoules: 'energy (J)',
  coverage: 'energy coverage (0 to 1)',
  powerSources: 'power sources',
  /** Of a machine that nothing measures, over the whole time, sessions too. */
  estimatedJoules: 'estimated energy in no sum (J)',
  estimateBasis: 'basis of the estimate',
} as const;
type Column = keyof typeof COLUMNS;
const KEYS = Object.keys(COLUMNS) as Column[];

export type UsageRecord = Partial<Record<Column, CsvValue>> & { money: readonly Cost[]; tariff: CsvValue };

export const headerOf = (currencies: readonly string[]): CsvValue[] => [
  ...Object.values(COLUMNS),
  ...currencies.flatMap((it) => [`cost of booked time (${it})`, `electricity cost (${it})`]),
  'tariff version',
];

export const valuesOf = (record: UsageRecord, currencies: readonly string[]): CsvValue[] => {
  const values: CsvValue[] = KEYS.map((key) => record[key] ?? null);
  for (const currency of currencies) {
    const own = record.money.find((it) => it.currency === currency);
    values.push(own?.machineTime ?? null, own?.electricity ?? null);
  }
  values.push(record.tariff);
  return values;
};
