import { coverage, electricityCost } from '@/shared/domain/energy.ts';
import { clip, overlapMs, type Span } from '@/shared/domain/usage.ts';
import type {
  DayRow,
  MachineEnergyRow,
  Report,
  ReportTotals,
  SessionUsageRow,
  UnusedBookingRow,
} from '@/shared/schemas/report.ts';
import { sessionRows, unusedRow } from './compose-sessions.ts';
import { addEnergy, sum } from './energy-sum.ts';
import type { MachineUsage } from './load-usage.ts';
import { chooseMeters, energyOf, type UsageData } from './usage-data.ts';

type Composed = Pick<Report, 'totals' | 'simulated' | 'days' | 'machines' | 'sessions' | 'unusedBookings'>;

/** The report's figures from loaded rows; nothing is read here. Σ of its rows is its totals. */
export function composeReport(data: UsageData): Composed {
  const meters = chooseMeters(data);
  const sessions = data.bookings.flatMap((booking) => sessionRows(data, meters, booking));
  const unusedBookings = data.bookings.flatMap((booking) => unusedRow(data, booking));
  const machines = data.machines.flatMap((machine) => machineRow(data, meters, machine));
  const totals = (simulated: boolean): ReportTotals =>
    totalsOf(data, {
      sessions: sessions.filter((it) => it.simulated === simulated),
      unused: unusedBookings.filter((it) => it.simulated === simulated),
      machines: machines.filter((it) => it.simulated === simulated),
      simulated,
    });
  return {
    totals: totals(false),
    simulated: totals(true),
    days: data.days.map((day, index) => dayRow(data, meters, day, index)),
    machines,
    sessions,
    unusedBookings,
  };
}

function machineRow(data: UsageData, meters: Set<string>, machine: MachineUsage): MachineEnergyRow[] {
  const { window } = data;
  const bookings = data.bookings.filter((it) => it.machineIds.includes(machine.id));
  const spans = data.bookings
    .flatMap((it) => it.sessions)
    .filter((it) => it.machineIds.includes(machine.id))
    .flatMap((it) => clip(it.span, window) ?? []);
  const measured = energyOf(data, meters, machine.id, window);
  if (machine.isRetired && bookings.length === 0 && measured.joules === null) return [];
  const session = addEnergy(spans.map((span) => energyOf(data, meters, machine.id, span)));
  const split = splitMeasured(measured.joules, session.joules);
  return [
    {
      machineId: machine.id,
      machineName: machine.name,
      simulated: machine.simulated,
      bookedMs: sum(bookings.map((it) => overlapMs(it.span, window))),
      usedMs: sum(spans.map((it) => overlapMs(it, it))),
      measuredJoules: measured.joules,
      ...split,
      coveredMs: Math.round(measured.coveredMs),
      windowMs: overlapMs(window, window),
      powerSources: measured.sources,
    },
  ];
}

/** Sessions and the rest add up to what was measured; neither is known without a meter. */
function splitMeasured(measured: number | null, inSessions: number | null) {
  if (measured === null) return { sessionJoules: null, otherJoules: null };
  const sessionJoules = inSessions ?? 0;
  return { sessionJoules, otherJoules: Math.max(0, measured - sessionJoules) };
}

/** One local day of the real machines. */
function dayRow(data: UsageData, meters: Set<string>, day: Span & { day: string }, index: number): DayRow {
  const bookings = data.bookings.filter((it) => !it.simulated);
  const sessions = bookings.flatMap((it) => it.sessions);
  const parts = sessions.flatMap((it) => {
    const span = clip(clip(it.span, data.window) ?? { from: day.to, to: day.to }, day);
    return span ? [{ span, machineIds: it.machineIds }] : [];
  });
  const metered = data.machines.filter((it) => !it.simulated && meters.has(it.id));
  const measured = addEnergy(metered.map((it) => energyOf(data, meters, it.id, day)));
  const inSessions = addEnergy(
    parts.flatMap((it) => it.machineIds.map((id) => energyOf(data, meters, id, it.span))),
  );
  const ids = new Set(sessions.map((it) => it.id));
  return {
    day: day.day,
    bookedMachineMs: sum(bookings.map((it) => overlapMs(it.span, day) * it.machineIds.length)),
    usedMachineMs: sum(parts.map((it) => overlapMs(it.span, it.span) * it.machineIds.length)),
    ...splitMeasured(measured.joules, inSessions.joules),
    coverage: metered.length === 0 ? null : coverage(measured.coveredMs, measured.windowMs),
    completionTokens: sum(
      data.tokens.filter((it) => it.day === index && ids.has(it.sessionId)).map((it) => it.completionTokens),
    ),
  };
}

type Rows = {
  sessions: SessionUsageRow[];
  unused: UnusedBookingRow[];
  machines: MachineEnergyRow[];
  simulated: boolean;
};

/** Coverage is of the machines that measured anything; how many of all did is told beside it. */
function totalsOf(data: UsageData, { sessions, unused, machines, simulated }: Rows): ReportTotals {
  const measured = machines.filter((it) => it.measuredJoules !== null);
  const sessionJoules = measured.length === 0 ? null : sum(measured.map((it) => it.sessionJoules ?? 0));
  return {
    bookedMachineMs: sum([...sessions, ...unused].map((it) => it.bookedMachineMs)),
    usedMachineMs: sum(sessions.map((it) => it.usedMachineMs)),
    promptTokens: sum(sessions.map((it) => it.promptTokens)),
    completionTokens: sum(sessions.map((it) => it.completionTokens)),
    requests: sum(sessions.map((it) => it.requests)),
    people: countPeople(data, simulated),
    measuredJoules: measured.length === 0 ? null : sum(measured.map((it) => it.measuredJoules ?? 0)),
    sessionJoules,
    coverage: coverage(sum(measured.map((it) => it.coveredMs)), sum(measured.map((it) => it.windowMs))),
    measuredMachines: measured.length,
    machines: machines.length,
    cost: sum([...sessions, ...unused].map((it) => it.cost)),
    electricityCost: electricityCost(sessionJoules, data.tariff),
  };
}

/** People who held machines or asked a model in the window. */
function countPeople({ bookings, tokens, window }: UsageData, simulated: boolean): number {
  const own = bookings.filter((it) => it.simulated === simulated);
  const sessionIds = new Set(own.flatMap((it) => it.sessions.map((session) => session.id)));
  return new Set([
    ...own.filter((it) => overlapMs(it.span, window) > 0).map((it) => it.person.id),
    ...tokens.filter((it) => sessionIds.has(it.sessionId)).flatMap((it) => it.people),
  ]).size;
}
