import { zoneOffsetMs } from './zoned-time.ts';
import { writeZone } from './ical-zone.ts';

/*
 * Bookings and maintenance as RFC 5545 text, for calendars that follow an address and for invitations by mail.
 */

export type CalendarEvent = {
  /** The same for the same thing, for ever. */
  uid: string;
  /** Grows with each change; who has a higher one keeps it. */
  sequence: number;
  changedAt: Date;
  startsAt: Date;
  endsAt: Date;
  status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  summary: string;
  /** One line each. */
  description: readonly string[];
  location: string | null;
  url: string;
  /** Takes the reader's own time; what others do does not. */
  isBusy: boolean;
};

type Mailbox = { name: string; address: string };
export type Calendar = {
  name: string;
  timeZone: string;
  events: readonly CalendarEvent[];
  /** Of a mail that invites or calls off: from whom, to whom. */
  invitation?: { method: 'REQUEST' | 'CANCEL'; organizer: Mailbox; attendee: Mailbox };
};

export function writeCalendar({ name, timeZone, events, invitation }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Espalier//Espalier//EN',
    'CALSCALE:GREGORIAN',
    ...(invitation
      ? [`METHOD:${invitation.method}`]
      : [
          `X-WR-CALNAME:${escapeText(name)}`,
          `X-WR-TIMEZONE:${timeZone}`,
          'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
          'X-PUBLISHED-TTL:PT15M',
        ]),
    ...writeZone(
      timeZone,
      events.flatMap((it) => [it.startsAt, it.endsAt]),
    ),
    ...events.flatMap((it) => writeEvent(it, timeZone, invitation)),
    'END:VCALENDAR',
  ];
  return lines.map((it) => `${foldLine(it)}\r\n`).join('');
}

function writeEvent(it: CalendarEvent, timeZone: string, invitation: Calendar['invitation']): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${it.uid}`,
    `SEQUENCE:${it.sequence}`,
    `DTSTAMP:${utcTime(it.changedAt)}`,
    `LAST-MODIFIED:${utcTime(it.changedAt)}`,
    `DTSTART${zonedTime(it.startsAt, timeZone)}`,
    `DTEND${zonedTime(it.endsAt, timeZone)}`,
    `SUMMARY:${escapeText(it.summary)}`,
    `DESCRIPTION:${it.description.map(escapeText).join('\\n')}`,
    ...(it.location === null ? [] : [`LOCATION:${escapeText(it.location)}`]),
    `URL:${it.url}`,
    `STATUS:${it.status}`,
    `TRANSP:${it.isBusy && it.status !== 'CANCELLED' ? 'OPAQUE' : 'TRANSPARENT'}`,
    ...(invitation ? writePeople(invitation) : []),
    'END:VEVENT',
  ];
}

// Whoever has booked it comes: nobody is asked to answer.
const writePeople = ({ organizer, attendee }: NonNullable<Calendar['invitation']>): string[] => [
  `ORGANIZER;CN=${quote(organizer.name)}:mailto:${organizer.address}`,
  `ATTENDEE;CN=${quote(attendee.name)};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:${attendee.address}`,
];

const DAY_MS = 86_400_000;
const compact = (ms: number): string =>
  new Date(Math.floor(ms / 1000) * 1000).toISOString().replaceAll(/[-:]|\.000Z/g, '');
const utcTime = (at: Date): string => `${compact(at.getTime())}Z`;

/**
 * By the lab's wall clock. Of a time that comes twice programs disagree which is meant, so it is written in UTC; so is
 * everything of a lab in UTC.
 */
function zonedTime(at: Date, timeZone: string): string {
  const wallMs = at.getTime() + zoneOffsetMs(at.getTime(), timeZone);
  const moments = [-DAY_MS, DAY_MS]
    .map((away) => wallMs - zoneOffsetMs(wallMs + away, timeZone))
    .filter((ms) => ms + zoneOffsetMs(ms, timeZone) === wallMs);
  if (timeZone === 'UTC' || new Set(moments).size > 1) return `:${utcTime(at)}`;
  return `;TZID=${timeZone}:${compact(wallMs)}`;
}

// oxlint-disable-next-line no-control-regex -- what a calendar's text may not have
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/** Text as a value: what parts values is escaped, a line's end becomes `\n`. */
export const escapeText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(CONTROLS, '')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

const quote = (text: string): string =>
  `"${text
    .replaceAll('"', '’')
    .replaceAll(CONTROLS, '')
    .replaceAll(/[\n\t^]/g, ' ')}"`;

const MOST_OCTETS = 75;
const octetsOf = (point: number): number =>
  point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_00_00 ? 3 : 4;

/** In pieces of 75 octets at most, the space that goes on with them included; no character is cut. */
export function foldLine(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0)!);
    if (octets + size > MOST_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
