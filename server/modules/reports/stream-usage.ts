import { coverage } from '@/shared/domain/energy-figures.ts';
import { overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { MachineEnergyRow, SessionUsageRow, UnusedBookingRow } from '@/shared/schemas/report.ts';
import { POWER_SOURCES } from '@/shared/schemas/machine.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { estimateMachines } from './estimate-machines.ts';
import { makePauses } from './give-way.ts';
import type { Measured } from './read-measured-days.ts';
import { readUsage } from './read-usage.ts';
import { readFrame, type ReportFrame } from './report-frame.ts';
import { takeTurn } from './take-turn.ts';
import { headerOf, type UsageRecord, valuesOf } from './usage-columns.ts';
import { costsOf, sessionRow, unusedRow } from './usage-rows.ts';
import { auditExport, csvRows, jsonRows } from './write-rows.ts';

type Options = {
  signal?: AbortSignal | undefined;
  /** Whoever makes it writes down in their own words that it was made. */
  isToldElsewhere?: true;
};
type Writer = (records: AsyncIterable<UsageRecord[]>, frame: ReportFrame) => AsyncGenerator<string>;

const toCsv: Writer = (records, frame) => {
  const currencies = currenciesOf(frame);
  return csvRows(records, headerOf(currencies), (it) => valuesOf(it, currencies));
};
const toJson: Writer = (records, { window, timeZone }) => jsonRows(records, { ...window, timeZone });

export const streamUsageCsv = (ctx: ServiceContext, input: Span, options: Options = {}) =>
  streamUsage(ctx, input, toCsv, options);
/** The same rows for programs: units in the names, unknown is null. */
export const streamUsageJson = (ctx: ServiceContext, input: Span, options: Options = {}) =>
  streamUsage(ctx, input, toJson, options);

/**
 * The report as a file, line by line as somebody takes them: one row a session, one a booking nobody used, and one a
 * machine for its energy outside sessions. Rows that are not simulated add up to the report's totals.
 */
async function* streamUsage(
  ctx: ServiceContext,
  input: Span,
  write: Writer,
  { signal, isToldElsewhere }: Options,
): AsyncGenerator<string> {
  authorize(ctx, 'report:export');
  const endTurn = await takeTurn(requireUser(ctx).id, signal);
  try {
    const frame = await readFrame(ctx, input);
    if (!isToldElsewhere) await auditExport(ctx, { objectId: 'usage', objectName: 'Usage', ...input });
    yield* write(usageRecords(ctx, frame, signal), frame);
  } finally {
    endTurn();
  }
}

/** Bookings whose rows are put together at once: a few milliseconds' work. */
const AT_ONCE = 50;

async function* usageRecords(
  ctx: ServiceContext,
  frame: ReportFrame,
  signal: AbortSignal | undefined,
): AsyncGenerator<UsageRecord[]> {
  const { tally, measuring, usages } = await readUsage(ctx, frame, signal);
  const measured = await measuring;
  const pause = makePauses(signal);
  for await (const batch of usages)
    for (let start = 0; start < batch.length; start += AT_ONCE) {
      yield batch
        .slice(start, start + AT_ONCE)
        .flatMap(({ sessions, unused }) => [
          ...sessions.map((it) =>
            sessionRecord(frame, sessionRow(frame, it), sourcesOf(measured, it.session.machineIds)),
          ),
          ...(unused ? [unusedRecord(frame, unusedRow(frame, unused))] : []),
        ]);
      const pausing = pause();
      if (pausing) await pausing;
    }
  const machines = await estimateMachines(ctx, frame, tally.machines(measured));
  yield machines.map((row) => machineRecord(frame, row));
}

/** Those of the tariffs, and of machines with prices of their own. */
const currenciesOf = ({ prices, world }: ReportFrame): string[] => [
  ...new Set([
    ...prices.map((it) => it.tariff.currency),
    ...[...world.prices.own.values()].flat().map((it) => it.currency),
  ]),
];

const list = (names: readonly string[]): string => names.join('; ');

const sessionRecord = (frame: ReportFrame, it: SessionUsageRow, powerSources: string): UsageRecord => ({
  row: 'session',
  simulated: it.simulated,
  bookingId: it.bookingId,
  sessionId: it.sessionId,
  person: it.personName,
  team: it.teamName,
  purpose: it.purpose,
  project: it.projectName,
  model: it.modelTitle,
  machines: list(it.machines),
  startedAt: it.startedAt,
  endedAt: it.endedAt,
  endReason: it.endReason,
  bookedSeconds: it.bookedMachineMs / 1000,
  usedSeconds: it.usedMachineMs / 1000,
  unpricedSeconds: it.unpricedMachineMs / 1000,
  promptTokens: it.promptTokens,
  completionTokens: it.completionTokens,
  requests: it.requests,
  energyJoules: it.energyJoules,
  coverage: it.coverage,
  powerSources,
  money: costsOf(frame, it),
  tariff: tariffsOf(frame, { from: it.startedAt, to: it.endedAt ?? frame.window.to }),
});

const unusedRecord = (frame: ReportFrame, it: UnusedBookingRow): UsageRecord => ({
  row: 'booking without a session',
  simulated: it.simulated,
  bookingId: it.bookingId,
  person: it.personName,
  team: it.teamName,
  purpose: it.purpose,
  project: it.projectName,
  machines: list(it.machines),
  startedAt: it.startedAt,
  endedAt: it.endedAt,
  bookedSeconds: it.bookedMachineMs / 1000,
  unpricedSeconds: it.unpricedMachineMs / 1000,
  money: costsOf(frame, it),
  tariff: tariffsOf(frame, { from: it.startedAt, to: it.endedAt }),
});

const machineRecord = (frame: ReportFrame, it: MachineEnergyRow): UsageRecord => ({
  row: 'machine outside sessions',
  simulated: it.simulated,
  machines: it.machineName,
  energyJoules: it.otherJoules,
  coverage: coverage(it.coveredMs, it.windowMs),
  powerSources: list(it.powerSources),
  estimatedJoules: it.estimatedJoules,
  estimateBasis: it.estimateBasis,
  money: [],
  tariff: tariffsOf(frame, frame.window),
});

function sourcesOf(measured: Measured, machineIds: readonly string[]): string {
  const sources = new Set(machineIds.flatMap((id) => measured.get(id)?.total.sources ?? []));
  return list(POWER_SOURCES.filter((it) => sources.has(it)));
}

/** Which tariffs held then, the window's edges kept. */
function tariffsOf({ prices, window }: ReportFrame, span: Span): string | number {
  const held = prices.filter((it) => overlapMs(it, span) > 0 && overlapMs(it, window) > 0);
  const versions = held.map((it) => it.tariff.version);
  return versions.length === 1 ? versions[0]! : list(versions.map(String));
}
