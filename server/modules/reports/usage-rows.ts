import { coverage, joulesPerToken } from '@/shared/domain/energy-figures.ts';
import { addCosts, type Cost, costIn, costOfEnergy, costOfTime } from '@/shared/domain/tariffs.ts';
import { clip, overlapMs, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type { SessionUsageRow, UnusedBookingRow } from '@/shared/schemas/report.ts';
import { addEnergy, type Energy, type MeterPart, NO_ENERGY } from '../energy/index.ts';
import type { BookingUsage, SessionUsage } from './load-bookings.ts';
import type { Tokens, TokenUsage } from './load-tokens.ts';
import type { SessionPart } from './read-session-parts.ts';
import type { ReportFrame } from './report-frame.ts';

/** Nothing is read here: a booking's rows from what was loaded. */
export type UsageRows = { sessions: SessionUsageRow[]; unused: UnusedBookingRow | null };

const NO_TOKENS: Tokens = { promptTokens: 0, completionTokens: 0, requests: 0 };

/** A booking's sessions in the window, with its booked time shared among them; or its own row without any. */
export function usageRows(
  frame: ReportFrame,
  booking: BookingUsage,
  parts: ReadonlyMap<string, SessionPart[]>,
  tokens: TokenUsage,
): UsageRows {
  if (booking.sessions.length === 0) return { sessions: [], unused: unusedRow(frame, booking) };
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
      return sessionRow(frame, {
        booking,
        session,
        booked,
        used,
        tokens: own ?? NO_TOKENS,
        parts: parts.get(session.id) ?? [],
      });
    }),
    unused: null,
  };
}

type SessionFacts = {
  booking: BookingUsage;
  session: SessionUsage;
  booked: Span | null;
  used: Span | null;
  tokens: Tokens;
  parts: readonly SessionPart[];
};

function sessionRow(frame: ReportFrame, it: SessionFacts): SessionUsageRow {
  const { booking, session, tokens } = it;
  const energy = energyOf(it.parts);
  const usedMs = it.used ? overlapMs(it.used, it.used) : 0;
  const covered = coverage(energy.coveredMs, energy.windowMs);
  // A machine without a meter makes the sum too small to divide by.
  const wholeJoules = energy.isComplete ? energy.joules : null;
  const electricity = it.parts.flatMap(({ cut, meters }) =>
    costOfEnergy(cut.tariff, addEnergy(meters).joules),
  );
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
    bookedMachineMs: it.booked ? overlapMs(it.booked, it.booked) * booking.machineIds.length : 0,
    usedMachineMs: usedMs * session.machineIds.length,
    ...tokens,
    energyJoules: energy.joules,
    coverage: covered,
    joulesPerToken: joulesPerToken(wholeJoules, tokens.completionTokens, (covered ?? 0) * usedMs),
    ...inCurrencies(frame, [...timeCosts(frame, it.booked, booking), ...electricity]),
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

function unusedRow(frame: ReportFrame, booking: BookingUsage): UnusedBookingRow | null {
  const booked = clip(booking.span, frame.window);
  const bookedMachineMs = booked ? overlapMs(booked, booked) * booking.machineIds.length : 0;
  if (bookedMachineMs === 0) return null;
  const { cost, otherCosts } = inCurrencies(frame, timeCosts(frame, booked, booking));
  return {
    bookingId: booking.id,
    purpose: booking.purpose,
    personName: booking.person.name,
    teamName: booking.teamName,
    machines: namesOf(frame, booking.machineIds),
    simulated: booking.simulated,
    startedAt: booking.span.from,
    endedAt: booking.span.to,
    bookedMachineMs,
    cost,
    otherCosts,
  };
}

const timeCosts = ({ prices }: ReportFrame, booked: Span | null, { machineIds }: BookingUsage): Cost[] =>
  booked ? costOfTime(prices, booked, machineIds.length) : [];

/** In the report's currency, and beside it what was priced in another. */
export function inCurrencies({ tariff }: Pick<ReportFrame, 'tariff'>, costs: readonly Cost[]) {
  const { own, others } = costIn(addCosts(costs), tariff.currency);
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
