import { toBookingEvent } from '@/shared/domain/booking-event.ts';
import { ALL_KNOWN } from '@/shared/domain/booking-visibility.ts';
import { writeCalendar } from '@/shared/domain/ical.ts';
import type { NotificationKind } from '@/shared/schemas/notification.ts';
import type { ServiceContext } from '../../context.ts';
import { readBookingFacts } from './booking-facts.ts';
import type { Parcel } from './parcel.ts';

/** What these tell changes what stands in its person's calendar. */
const INVITES: ReadonlySet<string> = new Set<NotificationKind>([
  'booking.confirmed',
  'booking.changed',
  'booking.cancelled',
  'booking.decided',
  'booking.preempted',
  'booking.no_show',
  'booking.handed_over',
]);

/**
 * The booking it is about, as it stands when it is sent: a calendar keeps the highest SEQUENCE, so what waited for the
 * mail server must not bring back what has changed since. Null for what is no booking of its reader's.
 */
export async function writeInvitation(
  ctx: ServiceContext,
  { kind, link, personId, person }: Parcel['notification'],
  mailFrom: string,
): Promise<{ method: 'REQUEST' | 'CANCEL'; content: string } | null> {
  const id = /^\/bookings\/([\w-]+)$/.exec(link ?? '')?.[1];
  if (!INVITES.has(kind) || id === undefined) return null;
  const [[booking], lab] = await Promise.all([
    readBookingFacts(ctx.db, { id, personId }, 1),
    ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { name: true, timeZone: true } }),
  ]);
  if (!booking || !lab) return null;
  const event = toBookingEvent(booking, { url: ctx.portal.url, isMine: true, known: ALL_KNOWN });
  const method = event.status === 'CANCELLED' ? 'CANCEL' : 'REQUEST';
  const content = writeCalendar({
    name: lab.name,
    timeZone: lab.timeZone,
    events: [event],
    invitation: {
      method,
      organizer: { name: lab.name, address: addressOf(mailFrom) },
      attendee: { name: person.name, address: person.email },
    },
  });
  return { method, content };
}

/** `Espalier <lab@example.org>` or the address alone. */
const addressOf = (mailbox: string): string => /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();
