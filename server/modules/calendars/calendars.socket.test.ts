import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bringTestPython } from '@/scripts/testing/python.ts';
import { actorOfUser } from '../../testing/context.ts';
import {
  makeBooking,
  makeLab,
  makeMachine,
  makeMaintenance,
  makeRule,
  makeUser,
} from '../../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../../testing/portal.ts';
import { cancelBooking, createBooking } from '../bookings/index.ts';
import { listCalendars, makeCalendar, revokeCalendar } from './index.ts';

const HOUR_MS = 3_600_000;
let portal: TestPortal;
let python: string | null;
beforeAll(async () => {
  portal = await startTestPortal();
  python = await bringTestPython();
}, 180_000);
afterAll(() => portal.close());
beforeEach(async () => {
  portal.ctx.clock.now = null;
  await portal.ctx.db.rateLimit.deleteMany();
  await makeLab(portal.ctx.db);
});

const as = (user: Parameters<typeof actorOfUser>[0]) => ({ ...portal.ctx, actor: actorOfUser(user) });
const ask = (url: string, init: RequestInit = {}) => fetch(url.replace(/^https:\/\/[^/]+/, portal.url), init);
type Event = Record<'uid' | 'status' | 'summary' | 'description' | 'startsAt' | 'endsAt', string> & {
  sequence: number;
};

function readHere(text: string): Event[] {
  const calendar = ICAL.Component.fromString(text);
  const zone = calendar.getFirstSubcomponent('vtimezone');
  if (zone) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const events = calendar.getAllSubcomponents('vevent').map((it) => {
    const { uid, sequence, summary, description, startDate, endDate } = new ICAL.Event(it);
    const status = String(it.getFirstPropertyValue('status'));
    const [startsAt, endsAt] = [startDate, endDate].map((at) => at.toJSDate().toISOString()) as [
      string,
      string,
    ];
    return { uid, sequence, status, summary, description, startsAt, endsAt };
  });
  ICAL.TimezoneService.reset();
  return events;
}
function readByPython(text: string): Event[] {
  const told = execFileSync(python!, ['server/modules/calendars/read-calendar.py'], { input: text });
  return (JSON.parse(told.toString()) as (Event & { errors: number })[]).map(({ errors, ...event }) => {
    expect(errors).toBe(0);
    return event;
  });
}

test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'])(
  'a feed of %s is read alike by ical.js and by Python, over both changes of the clock',
  async (timeZone) => {
    const { db } = portal.ctx;
    await makeLab(db, { timeZone, name: 'Garden Street Lab, “Süd”; 東' });
    portal.ctx.clock.now = new Date('2026-03-01T00:00:00Z');
    const user = await makeUser(db, { name: 'Ines' });
    const machine = await makeMachine(db);
    const starts = [
      '2026-03-29T00:00:00Z',
      '2026-10-25T00:00:00Z',
      '2026-03-08T06:00:00Z',
      '2026-11-01T05:00:00Z',
    ];
    starts.push('2026-04-04T14:00:00Z', '2026-10-03T14:30:00Z');
    const rows = starts.flatMap((at) => [0, 0.5, 1, 1.5, 2].map((hours) => Date.parse(at) + hours * HOUR_MS));
    for (const [index, startMs] of rows.entries())
      await makeBooking(db, {
        personId: user.id,
        machineIds: [machine.id],
        purpose: `Night ${index} 🌙, ${'prüfen und 検証; '.repeat(index % 9)}end`,
        startsAt: new Date(startMs),
        endsAt: new Date(startMs + HOUR_MS / 2),
      });
    const { url } = await makeCalendar(as(user), { kind: 'person' });
    const text = await (await ask(url)).text();
    const here = readHere(text);
    expect(here.map((it) => it.startsAt)).toEqual(
      rows.toSorted((a, b) => a - b).map((it) => new Date(it).toISOString()),
    );
    expect(here[8]!.summary).toMatch(/^Night \d+ 🌙, .*end$/);
    if (python) expect(readByPython(text)).toEqual(here);
  },
);

test('one’s own feed: what is called off says so, what another books is not in it', async () => {
  const { db } = portal.ctx;
  const user = await makeUser(db);
  const machine = await makeMachine(db, { name: `Anjou ${randomUUID().slice(0, 4)}` });
  const wish = (hours: number) => ({
    id: randomUUID(),
    machineIds: [machine.id],
    startsAt: new Date(Date.now() + hours * HOUR_MS),
    endsAt: new Date(Date.now() + (hours + 1) * HOUR_MS),
    purpose: `In ${hours} hours`,
  });
  const [first, second] = [await createBooking(as(user), wish(2)), await createBooking(as(user), wish(4))];
  await createBooking(as(await makeUser(db)), wish(6));
  await cancelBooking(as(user), { id: first.id, revision: first.revision });
  const { url } = await makeCalendar(as(user), { kind: 'person' });
  const answer = await ask(url);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/calendar; charset=utf-8',
    'cache-control': 'private, max-age=300',
    etag: expect.stringMatching(/^"[\w-]{27}"$/),
  });
  expect(readHere(await answer.text())).toMatchObject([
    { uid: `${first.id}@lab.example`, sequence: 1, status: 'CANCELLED', summary: 'In 2 hours' },
    { uid: `${second.id}@lab.example`, sequence: 0, status: 'CONFIRMED', summary: 'In 4 hours' },
  ]);
  // Seen before: nothing is sent again, until something changes.
  const known = { headers: { 'if-none-match': answer.headers.get('etag')! } };
  expect((await ask(url, known)).status).toBe(304);
  await cancelBooking(as(user), { id: second.id, revision: second.revision });
  expect((await ask(url, known)).status).toBe(200);
  // A month later what was called off is gone from it.
  portal.ctx.clock.now = new Date(Date.now() + 31 * 24 * HOUR_MS);
  expect(readHere(await (await ask(url)).text())).toEqual([]);
});

test('a machine’s and the lab’s have maintenance, and of others what their reader may see', async () => {
  const { db, bus } = portal.ctx;
  const team = await db.team.create({ data: { name: randomUUID() } });
  const ines = await makeUser(db, { name: 'Ines' });
  const leon = await makeUser(db, { name: 'Leon', teamId: team.id });
  const rulesChanged = () => bus.emit('booking-rule.changed', { ruleId: 'any' });
  const admin = await makeUser(db, { role: 'admin' });
  const [anjou, bosc] = [await makeMachine(db), await makeMachine(db)];
  const ahead = (hours: number) => ({
    startsAt: new Date(Date.now() + hours * HOUR_MS),
    endsAt: new Date(Date.now() + (hours + 1) * HOUR_MS),
  });
  await makeBooking(db, { personId: leon.id, machineIds: [anjou.id], purpose: 'Secret', ...ahead(2) });
  await makeBooking(db, { personId: ines.id, machineIds: [bosc.id], purpose: 'Mine', ...ahead(2) });
  await makeMaintenance(db, { machineId: anjou.id, note: 'New fan', ...ahead(5) });
  const summaries = async (user: typeof ines, input: Parameters<typeof makeCalendar>[1]) => {
    const { url } = await makeCalendar(as(user), input);
    const events = readHere(await (await ask(url)).text());
    return events.map((it) => it.summary).filter((it) => !/Night|hours/.test(it));
  };
  const machine = { kind: 'machine', machineId: anjou.id } as const;
  const maintenance = `Maintenance of ${anjou.name}`;
  expect(await summaries(ines, machine)).toEqual(['Leon: Secret', maintenance]);
  // By the team of whose booking it is, as everywhere: not by its reader's.
  await makeRule(db, 'visibility', { show: 'name' }, { teamId: team.id });
  rulesChanged();
  expect(await summaries(ines, machine)).toEqual(['Leon', maintenance]);
  await db.bookingRule.deleteMany({ where: { kind: 'visibility' } });
  await makeRule(db, 'visibility', { show: 'name' });
  rulesChanged();
  expect(await summaries(ines, machine)).toEqual(['Leon', maintenance]);
  await db.bookingRule.updateMany({ where: { kind: 'visibility' }, data: { value: { show: 'busy' } } });
  rulesChanged();
  expect(await summaries(ines, machine)).toEqual(['Booked', maintenance]);
  expect((await summaries(ines, { kind: 'lab' })).filter((it) => it !== 'Booked')).toEqual([
    'Mine',
    maintenance,
  ]);
  expect(await summaries(admin, machine)).toEqual(['Leon: Secret', maintenance]);
});

test('an address is kept as its hash, ends with the next one and when it is taken back, and then is like none', async () => {
  const { db } = portal.ctx;
  const user = await makeUser(db);
  const first = await makeCalendar(as(user), { kind: 'person' });
  const token = /calendar\/([\w-]{43})\.ics$/.exec(first.url)![1]!;
  expect(JSON.stringify(await db.calendarFeed.findMany())).not.toContain(token);
  expect((await ask(first.url)).status).toBe(200);
  expect((await listCalendars(as(user), { limit: 10 }))[0]!.readAt).not.toBeNull();
  const second = await makeCalendar(as(user), { kind: 'person' });
  const other = as(await makeUser(db));
  await expect(revokeCalendar(other, { id: second.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await revokeCalendar(as(user), { id: second.id });
  expect(await listCalendars(as(user), { limit: 10 })).toEqual([]);
  const answers = await Promise.all(
    [
      first.url,
      second.url,
      `${portal.url}/calendar/${'x'.repeat(43)}.ics`,
      `${portal.url}/calendar/short.ics`,
    ].map(async (url) => {
      const answer = await ask(url);
      return [answer.status, await answer.text()].join(' ');
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^404 There is no calendar at this address/);
});

test('who guesses is stopped, and who reads one too often waits', async () => {
  const statuses = new Set<number>();
  for (let index = 0; index < 61; index += 1)
    statuses.add((await ask(`${portal.url}/calendar/${'y'.repeat(43)}.ics`)).status);
  expect([...statuses]).toEqual([404, 429]);
  const { url } = await makeCalendar(as(await makeUser(portal.ctx.db)), { kind: 'person' });
  expect((await ask(url)).status).toBe(200);
  let last = 200;
  for (let index = 0; index < 60; index += 1) last = (await ask(url, { method: 'HEAD' })).status;
  expect(last).toBe(429);
});
