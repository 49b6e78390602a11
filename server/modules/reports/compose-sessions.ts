import { coverage, joulesPerToken, machineTimeCost } from '@/shared/domain/energy.ts';
import { clip, overlapMs, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type { SessionUsageRow, UnusedBookingRow } from '@/shared/schemas/report.ts';
import { addEnergy, type Energy, NO_ENERGY, sum } from './energy-sum.ts';
import type { BookingUsage, MachineUsage, SessionUsage, TokenUsage } from './load-usage.ts';
import { energyOf, type UsageData } from './usage-data.ts';

/** A booking's sessions in the window, with its booked time shared among them. */
export function sessionRows(data: UsageData, meters: Set<string>, booking: BookingUsage): SessionUsageRow[] {
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

/** The row of a booking without a session. */
export function unusedRow(
  { window, machines, tariff }: UsageData,
  booking: BookingUsage,
): UnusedBookingRow[] {
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
