import { sumLines } from '@/shared/domain/booking-cost.ts';
import { coverage, joulesPerToken } from '@/shared/domain/energy-figures.ts';
import { addCost, addCosts, type Cost, costIn, costOfEnergy, costOfTime } from '@/shared/domain/tariffs.ts';
import { clip, overlapMs, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type { SessionUsageRow, UnusedBookingRow } from '@/shared/schemas/report.ts';
import { chargesOf, linesWithin } from '../bookings/index.ts';
import { addEnergy, type Energy, type MeterPart, NO_ENERGY } from '../energy/index.ts';
import type { BookingUsage, SessionUsage as SessionOfBooking } from './load-bookings.ts';
import type { Tokens, TokenUsage } from './load-tokens.ts';
import type { SessionPart } from './read-session-parts.ts';
import type { ReportFrame } from './report-frame.ts';

/** Nothing is read here: a booking's figures from what was loaded, and the rows that tell them. */
export type Usage = { sessions: SessionUsage[]; unused: UnusedUsage | null };
export type UnusedUsage = Priced & {
  booking: BookingUsage;
  simulated: boolean;
  startedAt: Date;
  bookedMachineMs: number;
};
export type SessionUsage = UnusedUsage &
  Tokens & {
    session: SessionOfBooking;
    usedMs: number;
    usedMachineMs: number;
    parts: readonly SessionPart[];
  };

const NO_TOKENS: Tokens = { promptTokens: 0, completionTokens: 0, requests: 0 };

/** A booking's sessions in the window, with its booked time shared among them; or the booking itself without any. */
export function usageOf(
  frame: ReportFrame,
  booking: BookingUsage,
  parts: ReadonlyMap<string, SessionPart[]>,
  tokens: TokenUsage,
): Usage {
  if (booking.sessions.length === 0) return { sessions: [], unused: unusedOf(frame, booking) };
  const shares = shareBooking(
    booking.span,
    booking.sessions.map((it) => it.span.from),
  );
  return {
    sessions: booking.sessions.flatMap((session, index) => {
      const booked = clip(shares[index] ?? booking.span, frame.window);
      const used = clip(session.span, frame.window);
      const own = tokens.bySession.get(session.id);
      if (!used && !booked && !own) return [];
      const priced = priceOf(frame, booking, {
        from: index === 0 ? FIRST : shares[index]!.from,
        to: index === shares.length - 1 ? LAST : shares[index]!.to,
      });
      const usedMs = used ? overlapMs(used, used) : 0;
      const ownParts = parts.get(session.id) ?? [];
      for (const { cut, meters } of ownParts)
        for (const it of costOfEnergy(cut.tariff, joulesOf(meters))) addCost(priced.costs, it);
      return {
        booking,
        session,
        simulated: booking.simulated,
        startedAt: session.span.from,
        bookedMachineMs: booked ? overlapMs(booked, booked) * booking.machineIds.length : 0,
        usedMs,
        usedMachineMs: usedMs * session.machineIds.length,
        ...(own ?? NO_TOKENS),
        ...priced,
        parts: ownParts,
      };
    }),
    unused: null,
  };
}

/** `null` only when no meter measured anything. */
function joulesOf(meters: readonly MeterPart[]): number | null {
  let sum: number | null = null;
  for (const { joules } of meters) if (joules !== null) sum = (sum ?? 0) + joules;
  return sum;
}

export function sessionRow(frame: ReportFrame, it: SessionUsage): SessionUsageRow {
  const { booking, session, promptTokens, completionTokens, requests } = it;
  const energy = energyOf(it.parts);
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
    machines: namesOf(frame, session.machineIds),
    simulated: booking.simulated,
    startedAt: session.span.from,
    endedAt: session.endedAt,
    endReason: session.endReason,
    bookedMachineMs: it.bookedMachineMs,
    usedMachineMs: it.usedMachineMs,
    promptTokens,
    completionTokens,
    requests,
    energyJoules: energy.joules,
    coverage: covered,
    joulesPerToken: joulesPerToken(wholeJoules, completionTokens, (covered ?? 0) * it.usedMs),
    ...inCurrencies(frame, it.costs),
    unpricedMachineMs: it.unpricedMachineMs,
    projectId: booking.project?.id ?? null,
    projectName: booking.project?.name ?? null,
  };
}

/** Of each meter over the session's cuts: it is measured when any cut is. */
function energyOf(parts: readonly SessionPart[]): Energy {
  const meters = Map.groupBy(
    parts.flatMap((it) => it.meters),
    (it) => it.machineId,
  );
  if (meters.size === 0) return NO_ENERGY;
  return addEnergy([...meters.values()].map(joinCuts));
}

function joinCuts(cuts: readonly MeterPart[]): Energy {
  const whole = addEnergy(cuts);
  return { ...whole, isComplete: whole.joules !== null };
}

function unusedOf(frame: ReportFrame, booking: BookingUsage): UnusedUsage | null {
  const booked = clip(booking.span, frame.window);
  const bookedMachineMs = booked ? overlapMs(booked, booked) * booking.machineIds.length : 0;
  const priced = priceOf(frame, booking, { from: FIRST, to: LAST });
  // Who did not come may be charged for time that the machines were given back in.
  if (bookedMachineMs === 0 && priced.costs.length === 0) return null;
  return { booking, simulated: booking.simulated, startedAt: booking.span.from, bookedMachineMs, ...priced };
}

export function unusedRow(frame: ReportFrame, { booking, ...it }: UnusedUsage): UnusedBookingRow {
  const { cost, otherCosts } = inCurrencies(frame, it.costs);
  return {
    bookingId: booking.id,
    purpose: booking.purpose,
    personName: booking.person.name,
    teamName: booking.teamName,
    machines: namesOf(frame, booking.machineIds),
    simulated: booking.simulated,
    startedAt: booking.span.from,
    endedAt: booking.span.to,
    bookedMachineMs: it.bookedMachineMs,
    cost,
    otherCosts,
    unpricedMachineMs: it.unpricedMachineMs,
    projectId: booking.project?.id ?? null,
    projectName: booking.project?.name ?? null,
  };
}

/** A currency each. */
type Priced = { costs: Cost[]; unpricedMachineMs: number };

/** Before and after any report: a booking's first share has what was charged before it, the last what came after. */
const [FIRST, LAST] = [new Date(0), new Date(8.64e15)];

/** What the booking's charged time in this share of it costs, the window's edges kept. */
function priceOf(frame: ReportFrame, booking: BookingUsage, share: Span): Priced {
  const { machineIds, charge, span } = booking;
  const part = clip(share, frame.window);
  if (!part) return { costs: [], unpricedMachineMs: 0 };
  if (frame.isPlain && !charge) {
    const booked = clip(span, part);
    const costs = booked ? costOfTime(frame.prices, booked, machineIds.length) : [];
    return { costs, unpricedMachineMs: 0 };
  }
  const machines = machineIds.flatMap((id) => frame.machinesById.get(id) ?? []);
  const charges = charge
    ? chargesOf({ ...charge, machines }, frame.world)
    : machines.map(({ id }) => ({ machineId: id, noShowBilled: false, spans: [span] }));
  const { money, unpricedMs } = sumLines(linesWithin(charges, frame.world, part));
  const costs = money.map(({ currency, amount }) => ({ currency, machineTime: amount, electricity: null }));
  return { costs: addCosts(costs), unpricedMachineMs: unpricedMs };
}

/** In the report's currency, and beside it what was priced in another. */
export function inCurrencies({ tariff }: Pick<ReportFrame, 'tariff'>, costs: readonly Cost[]) {
  const { own, others } = costIn(costs, tariff.currency);
  return { cost: own.machineTime, electricityCost: own.electricity, otherCosts: others };
}

/** A row's money again, a currency each, as it adds up. */
export const costsOf = (
  { tariff }: Pick<ReportFrame, 'tariff'>,
  row: SessionUsageRow | UnusedBookingRow,
): Cost[] => [
  {
    currency: tariff.currency,
    machineTime: row.cost,
    electricity: 'electricityCost' in row ? row.electricityCost : null,
  },
  ...row.otherCosts,
];

/** In the order of the machines. */
function namesOf({ machinesById }: ReportFrame, ids: readonly string[]): string[] {
  const machines = ids.flatMap((id) => machinesById.get(id) ?? []);
  return machines.toSorted((a, b) => a.order - b.order).map((it) => it.name);
}
