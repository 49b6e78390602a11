import { coverage, electricityCost } from '@/shared/domain/energy.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { Report } from '@/shared/schemas/report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { buildReport } from './build-report.ts';
import { type CsvValue, toCsv } from './csv.ts';

/**
 * The report as CSV: one row a session, one a booking nobody used, and one a machine for its energy outside
 * sessions. Rows where `simulated` is `no` add up to the report's totals.
 */
export async function buildUsageCsv(ctx: ServiceContext, input: Span): Promise<string> {
  authorize(ctx, 'report:export');
  const report = await buildReport(ctx, input);
  const columns = columnsOf(report);
  const rows = [...sessionRecords(report), ...unusedRecords(report), ...machineRecords(report)];
  return toCsv([Object.values(columns), ...rows.map((row) => keys(columns).map((key) => row[key] ?? null))]);
}

const columnsOf = ({ tariff }: Report) => ({
  row: 'row',
  simulated: 'simulated',
  bookingId: 'booking id',
  sessionId: 'session id',
  person: 'person',
  team: 'team',
  purpose: 'purpose',
  model: 'model',
  machines: 'machines',
  startedAt: 'started at (UTC)',
  endedAt: 'ended at (UTC)',
  endReason: 'end reason',
  bookedSeconds: 'booked machine time (s)',
  usedSeconds: 'used machine time (s)',
  promptTokens: 'prompt tokens',
  completionTokens: 'completion tokens',
  requests: 'requests',
  energyJoules: 'energy (J)',
  coverage: 'energy coverage (0 to 1)',
  powerSources: 'power sources',
  cost: `cost of booked time (${tariff.currency})`,
  electricityCost: `electricity cost (${tariff.currency})`,
  tariff: 'tariff version',
});
type Column = keyof ReturnType<typeof columnsOf>;
type CsvRecord = Partial<Record<Column, CsvValue>>;
const keys = (columns: Record<Column, string>) => Object.keys(columns) as Column[];
const list = (names: readonly string[]): string => names.join('; ');

const sourcesOf = ({ machines }: Report, names: readonly string[]): string =>
  list([
    ...new Set(machines.filter((it) => names.includes(it.machineName)).flatMap((it) => it.powerSources)),
  ]);

const sessionRecords = (report: Report): CsvRecord[] =>
  report.sessions.map((it) => ({
    row: 'session',
    simulated: it.simulated,
    bookingId: it.bookingId,
    sessionId: it.sessionId,
    person: it.personName,
    team: it.teamName,
    purpose: it.purpose,
    model: it.modelTitle,
    machines: list(it.machines),
    startedAt: it.startedAt,
    endedAt: it.endedAt,
    endReason: it.endReason,
    bookedSeconds: it.bookedMachineMs / 1000,
    usedSeconds: it.usedMachineMs / 1000,
    promptTokens: it.promptTokens,
    completionTokens: it.completionTokens,
    requests: it.requests,
    energyJoules: it.energyJoules,
    coverage: it.coverage,
    powerSources: sourcesOf(report, it.machines),
    cost: it.cost,
    electricityCost: electricityCost(it.energyJoules, report.tariff),
    tariff: report.tariff.version,
  }));

const unusedRecords = (report: Report): CsvRecord[] =>
  report.unusedBookings.map((it) => ({
    row: 'booking without a session',
    simulated: it.simulated,
    bookingId: it.bookingId,
    person: it.personName,
    team: it.teamName,
    purpose: it.purpose,
    machines: list(it.machines),
    startedAt: it.startedAt,
    endedAt: it.endedAt,
    bookedSeconds: it.bookedMachineMs / 1000,
    cost: it.cost,
    tariff: report.tariff.version,
  }));

const machineRecords = (report: Report): CsvRecord[] =>
  report.machines.map((it) => ({
    row: 'machine outside sessions',
    simulated: it.simulated,
    machines: it.machineName,
    energyJoules: it.otherJoules,
    coverage: coverage(it.coveredMs, it.windowMs),
    powerSources: list(it.powerSources),
    tariff: report.tariff.version,
  }));
