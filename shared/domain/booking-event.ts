import type { BookingStatus } from '../schemas/booking.ts';
import { type Known, NO_PURPOSE } from './booking-visibility.ts';
import type { CalendarEvent } from './ical.ts';
import { listNames } from './format.ts';

export type BookingFacts = {
  id: string;
  purpose: string;
  status: BookingStatus;
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  simulated: boolean;
  revision: number;
  changedAt: Date;
  personName: string;
  projectName: string | null;
  machines: readonly string[];
};

type Shown = {
  /** The portal's address. */
  url: string;
  isMine: boolean;
  /** What its reader may know of it, where it is not theirs. */
  known: Known;
};

/** Of the lab's address: the same for every portal and for ever. */
const uidOf = (id: string, url: string): string => `${id}@${new URL(url).hostname}`;

/** It is not to be, or never began: declined, called off, given back before its start. */
const isCalledOff = ({ status, startsAt, endedAt }: BookingFacts): boolean =>
  status === 'cancelled' || status === 'declined' || (endedAt !== null && endedAt <= startsAt);

/** A booking as it stands in somebody's calendar. What ended before its time ends there too. */
export function toBookingEvent(it: BookingFacts, { url, isMine, known }: Shown): CalendarEvent {
  const calledOff = isCalledOff(it);
  const isOpen = isMine || known.purpose;
  return {
    uid: uidOf(it.id, url),
    sequence: Math.max(0, it.revision - 1),
    changedAt: it.changedAt,
    startsAt: it.startsAt,
    endsAt: !calledOff && it.endedAt && it.endedAt < it.endsAt ? it.endedAt : it.endsAt,
    status: calledOff ? 'CANCELLED' : it.status === 'pending' ? 'TENTATIVE' : 'CONFIRMED',
    summary: summaryOf(it, isMine, known),
    description: [
      `Machines: ${listNames(it.machines)}`,
      ...(isOpen ? [`For: ${it.purpose}`] : []),
      ...(isOpen && it.projectName !== null ? [`Project: ${it.projectName}`] : []),
      ...(!isMine && known.name ? [`Booked by: ${it.personName}`] : []),
      ...(it.status === 'pending' ? ['A request: somebody has to agree to it.'] : []),
      ...(it.simulated ? ['Simulated machines.'] : []),
    ],
    location: listNames(it.machines),
    url: `${url}/bookings/${it.id}`,
    isBusy: isMine,
  };
}

function summaryOf({ purpose, personName }: BookingFacts, isMine: boolean, known: Known): string {
  if (isMine) return purpose;
  if (known.purpose) return `${personName}: ${purpose}`;
  return known.name ? personName : NO_PURPOSE;
}

type Window = {
  id: string;
  startsAt: Date;
  endsAt: Date;
  note: string | null;
  machines: readonly string[];
  changedAt: Date;
  sequence: number;
};

export const toMaintenanceEvent = (it: Window, url: string): CalendarEvent => ({
  uid: uidOf(it.id, url),
  sequence: it.sequence,
  changedAt: it.changedAt,
  startsAt: it.startsAt,
  endsAt: it.endsAt,
  status: 'CONFIRMED',
  summary: `Maintenance of ${listNames(it.machines)}`,
  description: [`Machines: ${listNames(it.machines)}`, ...(it.note ? [it.note] : [])],
  location: listNames(it.machines),
  url: `${url}/machines/maintenance`,
  isBusy: false,
});
