import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { type BookingFacts, toBookingEvent } from './booking-event.ts';
import { ALL_KNOWN } from './booking-visibility.ts';
import { escapeText, foldLine, writeCalendar } from './ical.ts';
import { zoneOffsetMs } from './zoned-time.ts';

const octets = (text: string): number => new TextEncoder().encode(text).length;
const facts = (more: Partial<BookingFacts> = {}): BookingFacts => ({
  id: '019ac000-0000-7000-8000-000000000001',
  purpose: 'Proof search',
  status: 'confirmed',
  startsAt: new Date('2026-11-25T09:00:00Z'),
  endsAt: new Date('2026-11-25T11:00:00Z'),
  endedAt: null,
  simulated: false,
  revision: 3,
  changedAt: new Date('2026-11-24T10:00:00Z'),
  personName: 'Ines',
  projectName: null,
  machines: ['Anjou', 'Bosc'],
  ...more,
});
const event = (more: Partial<BookingFacts> = {}, isMine = true) =>
  toBookingEvent(facts(more), { url: 'https://lab.example', isMine, known: ALL_KNOWN });
const write = (events: ReturnType<typeof event>[], timeZone = 'Europe/Berlin'): string =>
  writeCalendar({ name: 'Garden Street Lab', timeZone, events });

/** Read by another program's rules, by the zone that the text itself brings. */
function read(text: string) {
  const calendar = ICAL.Component.fromString(text);
  const zone = calendar.getFirstSubcomponent('vtimezone');
  if (zone) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const events = calendar.getAllSubcomponents('vevent').map((it) => new ICAL.Event(it));
  const result = events.map((it) => ({
    startsAt: it.startDate.toJSDate().toISOString(),
    endsAt: it.endDate.toJSDate().toISOString(),
    event: it,
  }));
  ICAL.TimezoneService.reset();
  return result;
}

const CHANGES = {
  'Europe/Berlin': ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'],
  'America/New_York': ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z'],
  'Australia/Lord_Howe': ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z'],
  'Asia/Kathmandu': ['2026-03-29T01:00:00Z'],
  'Asia/Kolkata': ['2026-10-25T01:00:00Z'],
  UTC: ['2026-03-29T01:00:00Z'],
};

describe.each(Object.entries(CHANGES))('in %s', (timeZone, changes) => {
  test('each quarter of an hour around a change of the clock is read as the moment it was', () => {
    const moments = changes.flatMap((at) =>
      Array.from({ length: 33 }, (_, index) => new Date(Date.parse(at) + (index - 16) * 900_000)),
    );
    const events = moments.map((startsAt) =>
      event({ startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) }),
    );
    const text = write(events, timeZone);
    expect(read(text).map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual(
      events.map((it) => [it.startsAt.toISOString(), it.endsAt.toISOString()]),
    );
  });

  test('the zone that is sent along says for each hour of the year what the clock says', () => {
    const text = write([event()], timeZone);
    if (timeZone === 'UTC') return expect(text).not.toContain('VTIMEZONE');
    const zone = new ICAL.Timezone(ICAL.Component.fromString(text).getFirstSubcomponent('vtimezone')!);
    const isNear = (at: number): boolean => changes.some((it) => Math.abs(Date.parse(it) - at) <= 3_600_000);
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 7 * 3_600_000) {
      // What comes twice is written in UTC and does not ask the zone.
      if (isNear(at)) continue;
      const offset = zoneOffsetMs(at, timeZone);
      const wall = ICAL.Time.fromDateTimeString(new Date(at + offset).toISOString().slice(0, 19));
      expect(zone.utcOffset(wall) * 1000).toBe(offset);
    }
  });
});

test('a booking says which one it is, how often it changed, and what of it holds', () => {
  const [mine] = read(write([event()]));
  expect(mine!.event).toMatchObject({
    uid: `${facts().id}@lab.example`,
    sequence: 2,
    summary: 'Proof search',
  });
  const told = (more: Partial<BookingFacts>) => {
    const { component, summary } = read(write([event(more, false)]))[0]!.event;
    return [component.getFirstPropertyValue('status'), summary];
  };
  expect(told({})).toEqual(['CONFIRMED', 'Ines: Proof search']);
  expect(told({ status: 'pending' })[0]).toBe('TENTATIVE');
  expect(told({ status: 'cancelled' })[0]).toBe('CANCELLED');
  expect(told({ status: 'declined' })[0]).toBe('CANCELLED');
  const early = event({ status: 'ended', endedAt: new Date('2026-11-25T10:00:00Z') });
  expect([early.status, early.endsAt.toISOString()]).toEqual(['CONFIRMED', '2026-11-25T10:00:00.000Z']);
  // Made way before it began.
  expect(event({ status: 'ended', endedAt: new Date('2026-11-25T08:00:00Z') }).status).toBe('CANCELLED');
});

test('who may not see what for, or who, does not', () => {
  const shown = (shows: 'all' | 'name' | 'busy', isMine = false): string => {
    const known = { name: shows !== 'busy', purpose: shows === 'all' };
    return write([toBookingEvent(facts(), { url: 'https://lab.example', isMine, known })]);
  };
  expect(shown('all')).toMatch(/Ines: Proof search/);
  expect(shown('name')).toMatch(/SUMMARY:Ines\r\n/);
  expect(shown('name')).not.toContain('Proof');
  expect(shown('busy')).not.toMatch(/Ines|Proof/);
  expect(shown('busy', true)).toContain('SUMMARY:Proof search');
});

test.each([
  ['emoji', '🌳'.repeat(100)],
  ['letters of two and three octets', 'Prüfläufe für 検証の実験、'.repeat(12)],
  ['marks that part values', 'a;b,c\\d\\n: "e"'],
  ['lines', 'one\r\ntwo\nthree\rfour'],
  ['a line like a property', 'x\r\nEND:VEVENT\r\nBEGIN:VALARM'],
  ['control characters', 'a\u0000b\u0007c\u001Bd'],
])('%s in a purpose come out as they went in', (_, purpose) => {
  const text = write([event({ purpose })]);
  for (const line of text.split('\r\n')) expect(octets(line)).toBeLessThanOrEqual(75);
  expect(text.isWellFormed()).toBe(true);
  // oxlint-disable-next-line no-control-regex -- what may not be in it
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\u0000-\u001F]/);
  const [only, ...others] = read(text);
  expect(others).toEqual([]);
  // oxlint-disable-next-line no-control-regex -- left out
  const kept = purpose.replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0009\u000B-\u001F]/g, '');
  expect(only!.event.summary).toBe(kept);
  expect(only!.event.description).toContain(`For: ${kept}`);
});

test('nothing that is not known is written as a word', () => {
  const text = write([event({ projectName: null, machines: [] })]);
  expect(text).not.toMatch(/null|undefined|None|NaN/);
});

test('a line is parted before the character that would be too much', () => {
  expect(foldLine('a'.repeat(75))).toBe('a'.repeat(75));
  expect(foldLine('a'.repeat(76))).toBe(`${'a'.repeat(75)}\r\n a`);
  expect(foldLine(`${'a'.repeat(73)}🌳b`)).toBe(`${'a'.repeat(73)}\r\n 🌳b`);
  expect(escapeText('a,b;c\\d\ne')).toBe('a\\,b\\;c\\\\d\\ne');
});
