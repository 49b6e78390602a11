import { coverage, electricityCost, joulesPerToken, machineTimeCost } from '@/shared/domain/energy.ts';
import { clip, overlapMs, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type {
  DayRow,
  MachineEnergyRow,
  Report,
  ReportTotals,
  SessionUsageRow,
  Tariff,
  UnusedBookingRow,
} from '@/shared/schemas/report.ts';
import type { EnergyReader } from './energy-reader.ts';
import type { BookingUsage, MachineUsage, SessionUsage, TokenUsage } from './load-usage.ts';
import { addEnergy, type Energy, NO_ENERGY, sum, toEnergy } from './energy-sum.ts';

export type UsageData = {
  window: Span;
  days: readonly (Span & { day: string })[];
  tariff: Tariff;
  machines: readonly MachineUsage[];
  bookings: readonly BookingUsage[];
  tokens: readonly TokenUsage[];
  readers: ReadonlyMap<string, EnergyReader>;
};
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

/**
 * Whose meter counts: of real machines on one host (two agents on one box read the same meter) the first that has
 * measured anything, so that nothing is counted twice.
 */
function chooseMeters({ machines, readers, window }: UsageData): Set<string> {
  const hosts = new Set<string>();
  const chosen = new Set<string>();
  for (const { id, host, simulated } of machines) {
    if (!simulated && hosts.has(host)) continue;
    if (readers.get(id)?.(window).joules == null) continue;
    chosen.add(id);
    if (!simulated) hosts.add(host);
  }
  return chosen;
}

const energyOf = (data: UsageData, meters: Set<string>, machineId: string, span: Span): Energy => {
  const reader = meters.has(machineId) ? data.readers.get(machineId) : undefined;
  return reader ? toEnergy(reader(span)) : { ...NO_ENERGY, windowMs: overlapMs(span, span) };
};

function sessionRows(data: UsageData, meters: Set<string>, booking: BookingUsage): SessionUsageRow[] {
  const shares = shareBooking(
    booking.span,
    booking.sessions.map((it) => it.span.from),
  );
  return booking.sessions.flatMap((session, index) => {
    const tokens = data.tokens.filter((it) => it.sessionId === session.id);
    const bookedMachineMs = overlapMs(shares[index] ?? booking.span, data.window) * booking.machineIds.length;
    const used = clip(session.span, data.window);
    if (!used && bookedMachineMs === 0 && tokens.length === 0) return [];
    return sessionRow(data, {
      booking,
      session,
      tokens,
      bookedMachineMs,
      energy: sessionEnergy(data, meters, session, used),
      used,
    });
  });
}

const sessionEnergy = (
  data: UsageData,
  meters: Set<string>,
  session: SessionUsage,
  used: Span | null,
): Energy => (used ? addEnergy(session.machineIds.map((id) => energyOf(data, meters, id, used))) : NO_ENERGY);

type SessionParts = {
  booking: BookingUsage;
  session: SessionUsage;
  tokens: TokenUsage[];
  bookedMachineMs: number;
  energy: Energy;
  used: Span | null;
};

function sessionRow({ machines, tariff }: UsageData, it: SessionParts): SessionUsageRow {
  const { booking, session, energy } = it;
  const usedMs = it.used ? overlapMs(it.used, it.used) : 0;
  const completionTokens = sum(it.tokens.map((row) => row.completionTokens));
  const covered = coverage(energy.coveredMs, energy.windowMs);
  // A machine without a meter makes the sum too small to divide by.
  const wholeJoules = energy.isComplete ? energy.joules : null;
  return {
    sessionId: session.id,
    bookingId: booking.id,
    modelTitle: session.modelTitle,
    purpose: booking.purpose,
    personName: booking.person.name,
    teamName: booking.teamName,
    machines: namesOf(machines, session.machineIds),
    simulated: booking.simulated,
    startedAt: session.span.from,
    endedAt: session.endedAt,
    endReason: session.endReason,
    bookedMachineMs: it.bookedMachineMs,
    usedMachineMs: usedMs * session.machineIds.length,
    promptTokens: sum(it.tokens.map((row) => row.promptTokens)),
    completionTokens,
    requests: sum(it.tokens.map((row) => row.requests)),
    energyJoules: energy.joules,
    coverage: covered,
    joulesPerToken: joulesPerToken(wholeJoules, completionTokens, (covered ?? 0) * usedMs),
    cost: machineTimeCost(it.bookedMachineMs, tariff.machineHourPrice),
  };
}

function unusedRow({ window, machines, tariff }: UsageData, booking: BookingUsage): UnusedBookingRow[] {
  const bookedMachineMs = overlapMs(booking.span, window) * booking.machineIds.length;
  if (booking.sessions.length > 0 || bookedMachineMs === 0) return [];
  return [
    {
      bookingId: booking.id,
      purpose: booking.purpose,
      personName: booking.person.name,
      teamName: booking.teamName,
      machines: namesOf(machines, booking.machineIds),
      simulated: booking.simulated,
      startedAt: booking.span.from,
      endedAt: booking.span.to,
      bookedMachineMs,
      cost: machineTimeCost(bookedMachineMs, tariff.machineHourPrice),
    },
  ];
}

const namesOf = (machines: readonly MachineUsage[], ids: readonly string[]): string[] =>
  machines.filter((it) => ids.includes(it.id)).map((it) => it.name);

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
