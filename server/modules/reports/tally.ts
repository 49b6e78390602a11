import { coverage } from '@/shared/domain/energy-figures.ts';
import { addCost, type Cost } from '@/shared/domain/tariffs.ts';
import { clip, overlapMs } from '@/shared/domain/usage.ts';
import type { DayRow, MachineEnergyRow, ProjectUsageRow, ReportTotals } from '@/shared/schemas/report.ts';
import { sum } from '../energy/index.ts';
import type { BookingUsage } from './load-bookings.ts';
import type { TokenUsage } from './load-tokens.ts';
import type { Measured } from './read-measured-days.ts';
import type { SessionPart } from './read-session-parts.ts';
import { readerOf } from './reader-of.ts';
import { cutsOf, type ReportFrame } from './report-frame.ts';
import { inCurrencies, type Usage } from './usage-rows.ts';

type MachineTally = { bookings: number; bookedMs: number; usedMs: number; joules: number };
type DayTally = { bookedMs: number; usedMs: number; joules: number | null };
type KindTally = Pick<
  ReportTotals,
  | 'sessions'
  | 'bookedMachineMs'
  | 'usedMachineMs'
  | 'promptTokens'
  | 'completionTokens'
  | 'requests'
  | 'unpricedMachineMs'
> & { people: Set<string>; costs: Cost[]; days: DayTally[]; projects: Map<string | null, ProjectTally> };

export type Tally = {
  add(booking: BookingUsage, usage: Usage, parts: ReadonlyMap<string, SessionPart[]>): void;
  machines(measured: Measured): MachineEnergyRow[];
  days(simulated: boolean, measured: Measured): DayRow[];
  projects(simulated: boolean): ProjectUsageRow[];
  totals(simulated: boolean, machines: readonly MachineEnergyRow[]): ReportTotals;
};

/** Adds bookings up, one after the other, into the report's sums. Σ of its rows is its totals. */
export function makeTally(frame: ReportFrame, tokens: TokenUsage): Tally {
  const machines = new Map<string, MachineTally>(
    frame.machines.map((it) => [it.id, { bookings: 0, bookedMs: 0, usedMs: 0, joules: 0 }]),
  );
  const kinds = {
    real: emptyKind(frame, tokens.people.real),
    simulated: emptyKind(frame, tokens.people.simulated),
  };
  const of = (simulated: boolean): KindTally => (simulated ? kinds.simulated : kinds.real);
  return {
    add: (booking, usage, parts) => {
      const kind = of(booking.simulated);
      addUsage(kind, usage);
      addProject(kind.projects, booking, usage);
      addBooking({ frame, machines, kind }, booking);
      for (const session of booking.sessions)
        addSession({ frame, machines, kind }, session.machineIds, parts.get(session.id) ?? []);
    },
    machines: (measured) =>
      frame.machines.flatMap((it) => machineRow({ frame, measured }, it.id, machines.get(it.id)!)),
    projects: (simulated) => projectRows(frame, of(simulated).projects),
    days: (simulated, measured) => dayRows({ frame, measured }, simulated, of(simulated).days, tokens),
    totals: (simulated, rows) => totalsOf(frame, of(simulated), rows),
  };
}

const emptyKind = ({ days }: ReportFrame, people: ReadonlySet<string>): KindTally => ({
  sessions: 0,
  bookedMachineMs: 0,
  usedMachineMs: 0,
  promptTokens: 0,
  completionTokens: 0,
  requests: 0,
  people: new Set(people),
  unpricedMachineMs: 0,
  costs: [],
  days: days.map(() => ({ bookedMs: 0, usedMs: 0, joules: null })),
  projects: new Map(),
});

function addUsage(kind: KindTally, usage: Usage): void {
  addUse(kind, usage);
  for (const it of usage.sessions) {
    kind.sessions += 1;
    kind.promptTokens += it.promptTokens;
    kind.requests += it.requests;
  }
}

type UseTally = Pick<
  KindTally,
  'bookedMachineMs' | 'usedMachineMs' | 'completionTokens' | 'unpricedMachineMs' | 'costs'
>;

function addUse(sum: UseTally, { sessions, unused }: Usage): void {
  for (const it of sessions) {
    sum.usedMachineMs += it.usedMachineMs;
    sum.completionTokens += it.completionTokens;
    addPriced(sum, it);
  }
  if (unused) addPriced(sum, unused);
}

function addPriced(sum: UseTally, it: NonNullable<Usage['unused']>): void {
  sum.bookedMachineMs += it.bookedMachineMs;
  sum.unpricedMachineMs += it.unpricedMachineMs;
  for (const cost of it.costs) addCost(sum.costs, cost);
}

type ProjectTally = Omit<ProjectUsageRow, 'cost' | 'electricityCost' | 'otherCosts'> & { costs: Cost[] };

function addProject(
  projects: Map<string | null, ProjectTally>,
  { project }: BookingUsage,
  usage: Usage,
): void {
  if (usage.sessions.length === 0 && !usage.unused) return;
  const id = project?.id ?? null;
  const sum = projects.get(id) ?? {
    projectId: id,
    projectName: project?.name ?? null,
    bookings: 0,
    bookedMachineMs: 0,
    usedMachineMs: 0,
    completionTokens: 0,
    unpricedMachineMs: 0,
    costs: [],
  };
  projects.set(id, sum);
  sum.bookings += 1;
  addUse(sum, usage);
}

/** The dearest first; what names no project last. */
const projectRows = (
  frame: ReportFrame,
  projects: ReadonlyMap<string | null, ProjectTally>,
): ProjectUsageRow[] =>
  [...projects.values()]
    .map(({ costs, ...row }) => ({ ...row, ...inCurrencies(frame, costs) }))
    .toSorted(
      (a, b) =>
        Number(a.projectId === null) - Number(b.projectId === null) ||
        b.cost - a.cost ||
        (a.projectName ?? '').localeCompare(b.projectName ?? '', 'en'),
    );

type Sums = { frame: ReportFrame; machines: Map<string, MachineTally>; kind: KindTally };

function addBooking({ frame, machines, kind }: Sums, booking: BookingUsage): void {
  const booked = clip(booking.span, frame.window);
  for (const id of booking.machineIds) {
    const machine = machines.get(id);
    if (!machine) continue;
    machine.bookings += 1;
    machine.bookedMs += booked ? overlapMs(booked, booked) : 0;
  }
  if (!booked) return;
  kind.people.add(booking.person.id);
  for (const cut of cutsOf(frame, booked)) {
    const day = kind.days[cut.day];
    if (day) day.bookedMs += overlapMs(cut, cut) * booking.machineIds.length;
  }
}

function addSession(
  { frame, machines, kind }: Sums,
  machineIds: readonly string[],
  parts: readonly SessionPart[],
): void {
  for (const { cut, meters } of parts) {
    const lengthMs = overlapMs(cut, cut);
    const day = kind.days[cut.day];
    if (day) day.usedMs += lengthMs * machineIds.length;
    for (const id of machineIds) {
      const machine = machines.get(id);
      if (machine) machine.usedMs += lengthMs;
    }
    for (const { machineId, joules } of meters) {
      if (joules === null) continue;
      const reader = machines.get(readerOf(frame, machineId, cut.from));
      if (reader) reader.joules += joules;
      if (day) day.joules = (day.joules ?? 0) + joules;
    }
  }
}

type Known = { frame: ReportFrame; measured: Measured };

function machineRow({ frame, measured }: Known, machineId: string, tally: MachineTally): MachineEnergyRow[] {
  const machine = frame.machinesById.get(machineId)!;
  const total = measured.get(machineId)?.total;
  const joules = total?.joules ?? null;
  if (machine.isRetired && tally.bookings === 0 && joules === null) return [];
  return [
    {
      machineId,
      machineName: machine.name,
      simulated: machine.simulated,
      bookedMs: tally.bookedMs,
      usedMs: tally.usedMs,
      measuredJoules: joules,
      estimatedJoules: null,
      estimateBasis: null,
      ...splitMeasured(joules, tally.joules),
      coveredMs: Math.round(total?.coveredMs ?? 0),
      windowMs: total?.windowMs ?? overlapMs(frame.window, frame.window),
      powerSources: total?.sources ?? [],
    },
  ];
}

/** Sessions and the rest add up to what was measured; neither is known without a meter. */
function splitMeasured(measured: number | null, inSessions: number | null) {
  if (measured === null) return { sessionJoules: null, otherJoules: null };
  const sessionJoules = inSessions ?? 0;
  return { sessionJoules, otherJoules: Math.max(0, measured - sessionJoules) };
}

/** Local days of the real machines, or of the simulated ones. */
function dayRows(
  { frame, measured }: Known,
  simulated: boolean,
  days: readonly DayTally[],
  tokens: TokenUsage,
): DayRow[] {
  const byDay = simulated ? tokens.byDay.simulated : tokens.byDay.real;
  const metered = frame.machines.flatMap((it) => {
    const own = it.simulated === simulated ? measured.get(it.id) : undefined;
    return own && own.total.joules !== null ? [own] : [];
  });
  return frame.days.map((day, index) => {
    const parts = metered.flatMap((it) => it.days[index] ?? []);
    const joules = parts.flatMap((it) => it.joules ?? []);
    const windowMs = metered.length * overlapMs(day, day);
    return {
      day: day.day,
      bookedMachineMs: days[index]?.bookedMs ?? 0,
      usedMachineMs: days[index]?.usedMs ?? 0,
      ...splitMeasured(joules.length === 0 ? null : sum(joules), days[index]?.joules ?? null),
      coverage: metered.length === 0 ? null : coverage(sum(parts.map((it) => it.coveredMs)), windowMs),
      completionTokens: byDay[index] ?? 0,
    };
  });
}

/** Coverage is of the machines that measured anything; how many of all did is told beside it. */
function totalsOf(
  frame: ReportFrame,
  { people, costs, days: _days, projects: _projects, ...kind }: KindTally,
  machines: readonly MachineEnergyRow[],
): ReportTotals {
  const measured = machines.filter((it) => it.measuredJoules !== null);
  const isMeasured = measured.length > 0;
  const estimated = machines.flatMap((it) => it.estimatedJoules ?? []);
  const money = inCurrencies(frame, costs);
  return {
    ...kind,
    people: people.size,
    measuredJoules: isMeasured ? sum(measured.map((it) => it.measuredJoules ?? 0)) : null,
    estimatedJoules: estimated.length > 0 ? sum(estimated) : null,
    sessionJoules: isMeasured ? sum(measured.map((it) => it.sessionJoules ?? 0)) : null,
    coverage: coverage(sum(measured.map((it) => it.coveredMs)), sum(measured.map((it) => it.windowMs))),
    measuredMachines: measured.length,
    machines: machines.length,
    ...money,
    electricityCost: money.electricityCost ?? (isMeasured ? 0 : null),
  };
}
