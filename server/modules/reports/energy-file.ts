import type { CsvValue } from '@/shared/domain/csv/csv-line.ts';
import { coverage } from '@/shared/domain/energy-figures.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { EnergyReport } from '@/shared/schemas/energy-report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { buildBothEnergies } from './build-energy.ts';
import { auditExport, csvRows } from './write-rows.ts';

type Options = { signal?: AbortSignal | undefined };

const COLUMNS = {
  row: 'row',
  simulated: 'simulated',
  name: 'name',
  sources: 'sources',
  measuredJoules: 'measured (J)',
  activeJoules: 'active (J)',
  idleJoules: 'idle (J)',
  estimatedJoules: 'estimated, in no sum (J)',
  coveredSeconds: 'covered (s)',
  coverage: 'coverage (0 to 1)',
  restWatts: 'at rest (W)',
  restBasis: 'at rest by',
  freeSeconds: 'awake with nothing booked (s)',
  freeJoules: 'at rest in it (J)',
  facilityJoules: 'with the room (J)',
  cost: 'electricity cost',
  currency: 'currency',
} as const;
type Row = Partial<Record<keyof typeof COLUMNS, CsvValue>>;
const KEYS = Object.keys(COLUMNS) as (keyof Row)[];

/** A row a machine, an hour of the day, a kind of source and a price: each of the four adds up to what was measured. */
export async function* streamEnergyCsv(
  ctx: ServiceContext,
  input: Span,
  options: Options = {},
): AsyncGenerator<string> {
  const both = await readBoth(ctx, input, options);
  const rows = Object.entries(both).flatMap(([kind, report]) =>
    rowsOf(report).map((row): Row => ({ simulated: kind === 'simulated', ...row })),
  );
  yield* csvRows([rows], Object.values(COLUMNS), (row) => KEYS.map((key) => row[key] ?? null));
}

/** All that the page tells, with all digits, units in the names. */
export async function* streamEnergyJson(
  ctx: ServiceContext,
  input: Span,
  options: Options = {},
): AsyncGenerator<string> {
  yield `${JSON.stringify(await readBoth(ctx, input, options), null, 1)}\n`;
}

async function readBoth(ctx: ServiceContext, input: Span, options: Options) {
  authorize(ctx, 'report:export');
  const both = await buildBothEnergies(ctx, input, options);
  await auditExport(ctx, { objectId: 'energy', objectName: 'Energy', ...input });
  return both;
}

function rowsOf({ machines, hours, classes, prices }: EnergyReport): Row[] {
  return [
    ...machines.map((it) => ({
      row: 'machine',
      name: it.machineName,
      sources: it.classes.join('; '),
      measuredJoules: it.measuredJoules,
      activeJoules: it.activeJoules,
      idleJoules: it.idleJoules,
      estimatedJoules: it.estimatedJoules,
      coveredSeconds: it.coveredMs / 1000,
      coverage: coverage(it.coveredMs, it.windowMs),
      restWatts: it.rests[0]?.idleWatts ?? null,
      restBasis: it.rests[0]?.basis ?? null,
      freeSeconds: it.free.ms / 1000,
      freeJoules: it.free.joules,
    })),
    ...hours.map(({ activeJoules, idleJoules, unsplitJoules }, hour) => ({
      row: 'hour of day',
      name: `${String(hour).padStart(2, '0')}:00`,
      measuredJoules: activeJoules + idleJoules + unsplitJoules,
      activeJoules,
      idleJoules,
    })),
    ...classes.map((it) => ({
      row: 'source',
      name: it.of,
      measuredJoules: it.joules,
      coveredSeconds: it.coveredMs / 1000,
    })),
    ...prices.map((it) => ({
      row: 'price',
      name: `tariff ${it.version}, ${it.pricePerKwh} a kWh, PUE ${it.pue}`,
      measuredJoules: it.joules,
      facilityJoules: it.facilityJoules,
      cost: it.cost,
      currency: it.currency,
    })),
  ];
}
