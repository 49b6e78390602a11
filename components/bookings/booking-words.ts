import { formatMoment, formatRange } from '@/shared/domain/format.ts';
import { heldUntilMs } from './timeline-bars.ts';
import type { BookingView, MaintenanceView } from './types.ts';

export type BookingPhase = 'ahead' | 'now' | 'over' | 'cancelled';

export function phaseOf(booking: BookingView, nowMs: number): BookingPhase {
  if (booking.status === 'cancelled') return 'cancelled';
  if (booking.status === 'ended' || heldUntilMs(booking) <= nowMs) return 'over';
  return new Date(booking.startsAt).getTime() > nowMs ? 'ahead' : 'now';
}

export const whoseBooking = ({ mine, person }: BookingView): string => (mine ? 'You' : person.name);

export const machineNames = ({ machines }: BookingView): string =>
  new Intl.ListFormat('en-GB').format(machines.map((it) => it.name));

export const countMachines = (count: number): string => (count === 1 ? '1 machine' : `${count} machines`);

/** A whole sentence for screen readers: who, what for, which machines, when. */
export function describeBooking(booking: BookingView, zone: string, nowMs: number): string {
  const simulated = booking.simulated ? ', simulated' : '';
  const ended = booking.endedAt ? `, given back ${formatMoment(booking.endedAt, zone, nowMs)}` : '';
  return `${whoseBooking(booking)}: ${booking.purpose}, ${machineNames(booking)}${simulated}, ${formatRange(booking.startsAt, booking.endsAt, zone, nowMs)}${ended}`;
}

export const describeMaintenance = (it: MaintenanceView, zone: string, nowMs: number): string =>
  `Maintenance of ${it.machineName}${it.note ? `: ${it.note}` : ''}, ${formatRange(it.startsAt, it.endsAt, zone, nowMs)}${it.waits ? ', waits for a booking' : ''}`;

export const countDates = (count: number): string => (count === 1 ? '1 date' : `${count} dates`);
