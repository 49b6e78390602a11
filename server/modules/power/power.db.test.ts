import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { PowerFacts } from '@/shared/schemas/power.ts';
import { ServiceError } from '../../errors.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { machineFacts, makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { sweepLiveness } from '../agents/index.ts';
import { getMachine } from '../inventory/index.ts';
import { readTimeline } from '../timeline/index.ts';
import {
  keepAwake,
  readMachinePower,
  setMachinePower,
  setPowerRule,
  sleepNow,
  tendPower,
  wakeNow,
} from './index.ts';

const MINUTE = 60_000;
const JUDGES = { mayJudge: true };
let ctx: TestContext;
let admin: TestContext;
let member: TestContext;

beforeEach(async () => {
  ctx = await makeTestContext({ now: new Date('2026-11-27T06:00:00Z') });
  await ctx.db.machine.updateMany({ data: { status: 'retired' } });
  await makeLab(ctx.db);
  admin = await actingAs(ctx, 'admin');
  member = await actingAs(ctx, 'member');
  await setPowerRule(admin, { mode: 'sleep', idleMinutes: 30, leadMinutes: 10 });
});

/** Of a /24 that is the test's own. */
let network = 0;
const power = (host: number): PowerFacts => ({
  wakeAddresses: [
    { interface: 'en0', mac: `3c:22:fb:00:00:0${host}`, ipv4: `10.9.${network}.${host}`, prefixLength: 24 },
  ],
  settings: {
    wakeOnNetwork: true,
    sleepMinutes: 0,
    powerNap: false,
    autoRestart: true,
    standby: false,
    hibernateMode: 0,
    sleepDisabled: false,
  },
  sleepAllowed: true,
  inUse: null,
});
async function makeMacs(count: number) {
  network += 1;
  const macs = [];
  for (let host = 1; host <= count; host += 1) {
    const mac = await makeMachine(ctx.db, {
      facts: machineFacts({ power: power(host) }),
      agent: { lastSeenAt: ctx.now() },
    });
    ctx.agents.connected.add(mac.id);
    macs.push(mac);
  }
  return macs;
}
/** The clock goes on, and agents that are awake have spoken. */
async function after(minutes: number): Promise<void> {
  ctx.clock.now = new Date(ctx.now().getTime() + minutes * MINUTE);
  await ctx.db.agent.updateMany({ where: { state: 'online' }, data: { lastSeenAt: ctx.now() } });
  await tendPower(ctx, JUDGES);
}
const stateOf = async (id: string) =>
  (await ctx.db.machinePower.findUnique({ where: { machineId: id } }))?.state;
const connectionOf = async (id: string) => (await getMachine(member, { id })).connection;
const told = (id: string) =>
  readTimeline(member, { machineId: id, limit: 50 }).then(({ rows }) =>
    rows.map((it) => it.text.replace(/[\u00a0\u202f]/g, ' ')),
  );
const book = (machineId: string, inMinutes: number, personId = userIdOf(member)) => {
  const startsAt = new Date(ctx.now().getTime() + inMinutes * MINUTE);
  return makeBooking(ctx.db, {
    machineIds: [machineId],
    personId,
    startsAt,
    endsAt: new Date(startsAt.getTime() + 60 * MINUTE),
    purpose: 'Evals',
  });
};

test('of three that nobody needs two sleep and one stays to wake them; asleep is neither lost nor told', async () => {
  const macs = await makeMacs(3);
  await after(0);
  await after(29);
  expect(ctx.agents.sent).toEqual([]);
  await after(1);
  expect(ctx.agents.sent.map((it) => it.command)).toEqual(['machine:sleep', 'machine:sleep']);
  const states = await Promise.all(macs.map((it) => stateOf(it.id)));
  expect(new Set(states)).toEqual(new Set(['asleep', 'awake']));
  expect(states.filter((it) => it === 'asleep')).toHaveLength(2);
  const sleeper = macs[states.indexOf('asleep')]!;
  const waker = macs[states.indexOf('awake')]!;
  expect(await told(sleeper.id)).toContain('Put to sleep: nobody has needed it for 30 min; no booking ahead');
  expect((await readMachinePower(member, { id: waker.id })).words).toBe(
    'It stays awake: no other Mac in its network would be awake to wake it again.',
  );
  // Silent for as long as it likes.
  ctx.clock.now = new Date(ctx.now().getTime() + 60 * MINUTE);
  await sweepLiveness(ctx, JUDGES);
  const shown = await getMachine(member, { id: sleeper.id });
  expect(shown).toMatchObject({ connection: 'asleep', holder: { kind: 'free' }, live: null });
  expect(await told(sleeper.id)).not.toContain('Its agent has been silent for too long, and counts as lost');
});

test('before its slot it is woken by one in its network, again and again, until it answers', async () => {
  const [sleeper, waker] = await makeMacs(2);
  await setMachinePower(admin, {
    id: waker!.id,
    revision: waker!.revision,
    mode: 'keep_awake',
    idleMinutes: null,
  });
  await book(sleeper!.id, 120);
  await after(0);
  await after(30);
  expect(await told(sleeper!.id)).toContain(
    'Put to sleep: nobody has needed it for 30 min; the next booking is at 09:00 CET',
  );
  expect((await getMachine(member, { id: sleeper!.id })).asleep?.wakeAt).toEqual(
    new Date('2026-11-27T07:50:00Z'),
  );
  ctx.agents.sent.length = 0;
  await after(79);
  expect(ctx.agents.sent).toEqual([]);
  await after(1);
  const packet = {
    machineId: waker!.id,
    command: 'machine:wake',
    payload: { mac: '3c:22:fb:00:00:01', broadcast: `10.9.${network}.255` },
  };
  expect(ctx.agents.sent).toEqual([packet]);
  await after(0.1);
  expect(ctx.agents.sent).toHaveLength(1);
  await after(0.2);
  expect(ctx.agents.sent).toEqual([packet, packet]);
  await ctx.db.agent.updateMany({ where: { machineId: sleeper!.id }, data: { state: 'online' } });
  await after(0.1);
  expect(await stateOf(sleeper!.id)).toBe('awake');
  expect((await told(sleeper!.id)).slice(0, 2)).toEqual([
    'Woken: it answered after 24 s',
    'It is woken for the booking at 09:00 CET',
  ]);
  // Through its slot, and for as long as the rule says after it.
  for (const minutes of [9, 60, 29]) await after(minutes);
  expect(await stateOf(sleeper!.id)).toBe('awake');
});

test('one that does not wake is told of before its slot, with what helps, and counts as lost', async () => {
  const [sleeper, waker] = await makeMacs(2);
  await setMachinePower(admin, {
    id: waker!.id,
    revision: waker!.revision,
    mode: 'keep_awake',
    idleMinutes: null,
  });
  const booking = await book(sleeper!.id, 120);
  for (const minutes of [0, 30, 80]) await after(minutes);
  for (let tries = 0; tries < 7; tries += 1) await after(1);
  expect(ctx.now() < booking.startsAt).toBe(true);
  expect(await stateOf(sleeper!.id)).toBe('unwakeable');
  expect(await connectionOf(sleeper!.id)).toBe('lost');
  const words = await ctx.db.notification.findMany({
    where: { personId: userIdOf(member), link: `/bookings/${booking.id}` },
  });
  expect(words).toMatchObject([
    { kind: 'booking.degraded', title: `${sleeper!.name} does not wake for “Evals”` },
  ]);
  expect(words[0]!.text).toContain('Press its power button.');
});

test('its agent has the last word; a portal that was away puts none to sleep; the rule back, it is woken', async () => {
  const [sleeper, waker] = await makeMacs(2);
  await setMachinePower(admin, {
    id: waker!.id,
    revision: waker!.revision,
    mode: 'keep_awake',
    idleMinutes: null,
  });
  await after(0);
  ctx.clock.now = new Date(ctx.now().getTime() + 30 * MINUTE);
  await tendPower(ctx, { mayJudge: false });
  expect(ctx.agents.sent).toEqual([]);
  const { send } = ctx.agents;
  ctx.agents.send = () =>
    Promise.reject(new ServiceError('PRECONDITION_FAILED', 'It is in use: dana is at its screen.'));
  await after(0);
  expect(await stateOf(sleeper!.id)).toBe('awake');
  expect(await told(sleeper!.id)).toContain('It was not put to sleep: It is in use: dana is at its screen');
  ctx.agents.send = send;
  await after(29);
  expect(ctx.agents.sent).toEqual([]);
  await after(2);
  expect(await connectionOf(sleeper!.id)).toBe('asleep');
  await setPowerRule(admin, { mode: 'keep_awake', idleMinutes: 30, leadMinutes: 10 });
  await after(0);
  expect(await stateOf(sleeper!.id)).toBe('waking');
});

test('by hand: refused in words where it is needed or nobody could wake it, in the audit else; it sleeps on', async () => {
  await setPowerRule(admin, { mode: 'keep_awake', idleMinutes: 30, leadMinutes: 10 });
  const [mac, other] = await makeMacs(2);
  const id = mac!.id;
  const booking = await book(id, 5);
  await expect(sleepNow(admin, { id })).rejects.toThrow('would be woken again at once');
  await ctx.db.machineBlock.updateMany({ where: { bookingId: booking.id }, data: { holds: false } });
  await expect(sleepNow(member, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(wakeNow(admin, { id })).rejects.toThrow(`${mac!.name} is awake.`);
  await keepAwake(admin, { id, minutes: 120 });
  expect((await readMachinePower(admin, { id })).keptAwakeUntil).not.toBeNull();
  await keepAwake(admin, { id, minutes: null });
  await sleepNow(admin, { id });
  await after(60);
  expect(await connectionOf(id)).toBe('asleep');
  await expect(sleepNow(admin, { id: other!.id })).rejects.toThrow(
    'no other Mac in its network would be awake',
  );
  await expect(wakeNow(member, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await wakeNow(admin, { id });
  expect(ctx.agents.sent.at(-1)).toMatchObject({ machineId: other!.id, command: 'machine:wake' });
  const acts = await ctx.db.auditEntry.findMany({ where: { objectId: id }, orderBy: { at: 'asc' } });
  expect(acts.map((it) => it.action)).toEqual([
    'machine.keep-awake',
    'machine.keep-awake',
    'machine.sleep',
    'machine.wake',
  ]);
  await expect(wakeNow(admin, { id: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
