import { listNames, formatMoment, formatRange } from '@/shared/domain/format.ts';
import type { BookingView, DrawnHold, MaintenanceView } from './types.ts';

export const whoseBooking = ({ mine, person }: BookingView): string => (mine ? 'You' : person.name);

export const machineNames = ({ machines }: BookingView): string => listNames(machines.map((it) => it.name));

export const countMachines = (count: number): string => (count === 1 ? '1 machine' : `${count} machines`);

/** What was done, once it is: a request is not booked yet. */
export const bookedWords = (booking: BookingView, zone: string): string =>
  `${booking.status === 'pending' ? 'Asked for' : 'Booked'} ${machineNames(booking)}: ${formatRange(booking.startsAt, booking.endsAt, zone)}`;

/** A whole sentence for screen readers: who, what for, which machines, when. */
export function describeBooking(booking: BookingView, zone: string, nowMs: number): string {
  const simulated = booking.simulated ? ', simulated' : '';
  return `${whoseBooking(booking)}: ${booking.purpose}, ${machineNames(booking)}${simulated}, ${formatRange(booking.startsAt, booking.endsAt, zone, nowMs)}${stateWords(booking, zone, nowMs)}`;
}

const RELEASED: Record<string, string> = {
  no_show: 'released, nobody came',
  idle: 'released, not used',
  preempted: 'made way for another',
};

function stateWords(
  { status, endedAt, endReason, degradedSince }: BookingView,
  zone: string,
  nowMs: number,
): string {
  if (status === 'pending') return ', waits for approval';
  if (endedAt) return `, ${RELEASED[endReason ?? ''] ?? 'given back'} ${formatMoment(endedAt, zone, nowMs)}`;
  return degradedSince ? ', machines of it are missing' : '';
}

export const describeHold = (hold: DrawnHold, zone: string, nowMs: number): string =>
  `${hold.mine ? 'You hold' : `${hold.personName ?? 'Somebody'} holds`} this while choosing, ${formatRange(hold.startsAt, hold.endsAt, zone, nowMs)}`;

export const describeMaintenance = (it: MaintenanceView, zone: string, nowMs: number): string =>
  `Maintenance of ${it.machineName}${it.note ? `: ${it.note}` : ''}, ${formatRange(it.startsAt, it.endsAt, zone, nowMs)}${it.waits ? ', waits for a booking' : ''}`;

export const countDates = (count: number): string => (count === 1 ? '1 date' : `${count} dates`);
