import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { HELD_STATES } from '@/shared/domain/session-states.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { engineState, makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { expireDueBookings } from '../bookings/index.ts';
import { buildUse } from '../reports/index.ts';
import { endSessionsOfBooking } from './end-session.ts';
import {
  drainMachines,
  endSession,
  getSession,
  listDesired,
  readOutlook,
  reconcileAgent,
  recordRankState,
  setKeepWarmRule,
  startSession,
  tendWarm,
} from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const minute = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const MODEL = 'espalier-demo';
let system: TestContext;
let machineIds: string[];

beforeEach(async () => {
  system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  await system.db.lab.update({ where: { id: 'lab' }, data: { keepWarmMinutes: 20, canaryRule: 'off' } });
  await system.db.session.updateMany({ where: { state: 'warm' }, data: { state: 'ended' } });
  machineIds = [];
  for (let at = 0; at < 2; at++) {
    const { id } = await makeMachine(system.db, { engine: engineState({ handsOver: true }) });
    machineIds.push(id);
    system.agents.connected.add(id);
  }
});

type Booked = { ctx: TestContext; bookingId: string };

async function book(from: number, to: number, more: object = {}): Promise<Booked> {
  const ctx = await actingAs(system, 'member');
  const times = { startsAt: minute(from), endsAt: minute(to) };
  const booking = await makeBooking(ctx.db, { personId: userIdOf(ctx), machineIds, ...times, ...more });
  return { ctx, bookingId: booking.id };
}
const start = ({ ctx, bookingId }: Booked) =>
  startSession(ctx, { id: randomUUID(), bookingId, modelId: MODEL });

async function report(sessionId: string, state: string, more: object = {}) {
  const { epoch, ranks } = await system.db.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: { ranks: true },
  });
  for (const { rank, machineId } of ranks) {
    const said = { sessionId, epoch, rank, state, at: system.now(), ...more };
    if (state !== 'ready' || rank === 0)
      await recordRankState(system, machineId, said as Parameters<typeof recordRankState>[2]);
  }
}

async function serve(booked: Booked): Promise<string> {
  const { id } = await start(booked);
  for (const state of ['prepared', 'imported', 'connected', 'loaded', 'ready']) await report(id, state);
  return id;
}
const stateOf = async (id: string) => (await getSession(system, { id })).state;

/** A session whose booking has ended at minute 60. */
async function keptWarm(): Promise<string> {
  const id = await serve(await book(0, 60));
  system.clock.now = minute(60);
  const { bookingIds } = await expireDueBookings(system);
  for (const bookingId of bookingIds)
    await endSessionsOfBooking(system, { bookingId, reason: 'booking_ended' });
  return id;
}
const sentOf = (command: string) => system.agents.sent.filter((it) => it.command === command);

describe('after its booking a model', () => {
  test('ends where the lab keeps none warm, and where its engine can’t be handed over', async () => {
    await system.db.lab.update({ where: { id: 'lab' }, data: { keepWarmMinutes: 0 } });
    expect(await stateOf(await keptWarm())).toBe('ending');
  });

  test('stays loaded as nobody’s: its session and its figures have ended with the booking', async () => {
    const id = await keptWarm();
    const row = await system.db.session.findUniqueOrThrow({ where: { id }, include: { energy: true } });
    expect(row).toMatchObject({ state: 'warm', endedAt: minute(60), warmUntil: minute(80) });
    expect(row.energy).not.toBeNull();
    await expect.poll(() => sentOf('session:rest')).toHaveLength(2);
    expect(await listDesired(system, machineIds[0]!)).toMatchObject([{ sessionId: id, endsAt: minute(80) }]);
    system.clock.now = minute(80);
    await tendWarm(system);
    expect(await getSession(system, { id })).toMatchObject({
      state: 'ending',
      endedAt: minute(60),
      endReason: 'booking_ended',
      warm: { endedAt: minute(80), end: 'Nobody took it over in time.' },
    });
    // Twenty minutes of two machines are the lab's: in a line of their own, and in nobody's use.
    const within = { from: minute(0), to: minute(75), kind: 'real', by: 'machine' } as const;
    const use = await buildUse(await actingAs(system, 'member'), within);
    expect(use.keptWarm).toEqual({ sessions: 1, takenOver: 0, ms: 2 * 15 * 60_000 });
    const usedMs = use.groups.filter((it) => machineIds.includes(it.key!)).map((it) => it.usedMs);
    expect(usedMs).toEqual([60 * 60_000, 60 * 60_000]);
  });

  test('goes on for whoever wants the same next, with another epoch, and proves itself anew', async () => {
    const earlier = await keptWarm();
    const next = await book(60, 90);
    const look = async (more = {}) =>
      (await readOutlook(next.ctx, { bookingId: next.bookingId, modelId: MODEL, ...more })).warm;
    expect(await look()).toEqual({ until: minute(80) });
    expect(await look({ parallelism: 'pipeline' })).toBeNull();
    system.clock.now = minute(80);
    expect(await look()).toBeNull();
    system.clock.now = minute(59);
    expect(await look()).toBeNull();
    system.clock.now = minute(62);
    await tendWarm(system);
    const { id } = await start(next);
    const [before, after] = [await getSession(system, { id: earlier }), await getSession(system, { id })];
    expect(before).toMatchObject({ state: 'ended', endedAt: minute(60), warm: { takenOverById: id } });
    expect(before.ranks.map((it) => it.state)).toEqual(['exited', 'exited']);
    expect(after).toMatchObject({ state: 'connecting', createdAt: minute(62), takesOverId: earlier });
    await expect.poll(() => sentOf('session:take-over')).toHaveLength(2);
    const rows = await system.db.session.findMany({ where: { id: { in: [id, earlier] } } });
    const epochOf = (of: string) => rows.find((it) => it.id === of)!.epoch;
    expect(epochOf(id)).toBeGreaterThan(epochOf(earlier));
    // Until it says so, an agent hears of it with each heartbeat too.
    const takesOver = { sessionId: earlier, epoch: epochOf(earlier) };
    expect(await listDesired(system, machineIds[1]!)).toMatchObject([{ sessionId: id, takesOver }]);
    // A portal that was started anew meets an agent that has not heard of it: nothing fails, nothing loads again.
    const { rank, machineId } = after.ranks[1]!;
    const running = [{ ...takesOver, rank, state: 'loaded' as const }];
    await reconcileAgent(system, machineId, { isNewBoot: false, running });
    expect(await stateOf(id)).toBe('connecting');
    const prepared = sentOf('session:prepare').length;
    await report(id, 'loaded');
    await expect.poll(() => sentOf('session:warm-up')).toHaveLength(2);
    await report(id, 'ready');
    expect(await stateOf(id)).toBe('ready');
    expect(sentOf('session:prepare')).toHaveLength(prepared);
    // What the earlier one's agents say late changes nothing.
    await report(earlier, 'exited', { cause: 'crashed' });
    expect(await stateOf(earlier)).toBe('ended');
  });

  test('makes way for another model, for a booking of other machines, for a cordon and by hand', async () => {
    const why = async (id: string) => (await getSession(system, { id })).warm?.end;
    const first = await keptWarm();
    await makeBooking(system.db, { machineIds: [machineIds[1]!], startsAt: minute(70), endsAt: minute(90) });
    await tendWarm(system);
    expect(await getSession(system, { id: first })).toMatchObject({
      state: 'warm',
      warm: { until: minute(70) },
    });
    system.clock.now = minute(70);
    await tendWarm(system);
    expect(await why(first)).toMatch(/^It was ended, for another booking needs /);
    const member = await actingAs(system, 'member');
    const admin = await actingAs(system, 'admin');
    const again = await makeTestSession();
    await expect(endSession(member, { id: again })).rejects.toThrow();
    await endSession(admin, { id: again });
    expect(await why(again)).toBe(`It was ended by ${admin.actor.name}.`);
    const drained = await makeTestSession();
    await system.db.machine.update({
      where: { id: machineIds[0]! },
      data: { cordonedAt: NOW, cordonedBy: 'Aiko', cordonReason: 'fan', drainBy: NOW },
    });
    await drainMachines(system);
    expect(await why(drained)).toMatch(/ was drained\.$/);
    await system.db.lab.update({ where: { id: 'lab' }, data: { keepWarmMinutes: 20 } });
    const last = await makeTestSession();
    await setKeepWarmRule(admin, { minutes: 0 });
    await tendWarm(system);
    expect(await why(last)).toBe('The lab keeps no models warm.');
  });
});

/** One that is kept warm, by its row alone. */
async function makeTestSession(): Promise<string> {
  const booking = await makeBooking(system.db, {
    machineIds: [],
    startsAt: minute(-60),
    endsAt: minute(60),
    status: 'ended',
  });
  const { id } = await system.db.session.create({
    data: {
      bookingId: booking.id,
      startedById: booking.personId,
      modelId: MODEL,
      modelTitle: 'Espalier demo',
      modelFingerprint: 'fingerprint-1',
      backend: 'ring',
      backendReason: '',
      parallelism: 'tensor',
      simulated: false,
      state: 'warm',
      endedAt: minute(60),
      endReason: 'booking_ended',
      warmUntil: minute(80),
      ranks: { create: machineIds.map((machineId, rank) => ({ machineId, rank, state: 'ready' as const })) },
    },
  });
  return id;
}

test('whatever is booked, started, ended or drained, a machine has one owner at a time, and it is one that may have it', async () => {
  const random = seededRandom(20_261_205);
  let at = 0;
  let open: (Booked & { to: number; modelId: string }) | null = null;
  let handovers = 0;
  const ctx = await actingAs(system, 'member');
  const told = (id: string) => system.db.session.findUniqueOrThrow({ where: { id } });
  const step = async (): Promise<void> => {
    at += 1 + Math.floor(random() * 6);
    system.clock.now = minute(at);
    const { bookingIds } = await expireDueBookings(system);
    for (const bookingId of bookingIds)
      await endSessionsOfBooking(system, { bookingId, reason: 'booking_ended' });
    if (open && open.to <= at) open = null;
    if (!open && random() < 0.6) {
      const to = at + 3 + Math.floor(random() * 10);
      const own = random() < 0.7 ? machineIds : [machineIds[0]!];
      const startModelId = random() < 0.2 ? 'another/model' : null;
      const times = { startsAt: minute(at), endsAt: minute(to) };
      const booking = await makeBooking(ctx.db, {
        personId: userIdOf(ctx),
        machineIds: own,
        ...times,
        startModelId,
      });
      open = { ctx, bookingId: booking.id, to, modelId: startModelId ?? MODEL };
    }
    await tendWarm(system);
    // What was told to end has ended: agents take a moment, never a minute.
    for (const { id } of await system.db.session.findMany({ where: { state: 'ending' } }))
      await report(id, 'exited', { cause: 'asked' });
    const kind = random();
    const running = await system.db.session.findFirst({
      where: { state: { notIn: ['ended', 'failed', 'ending', 'warm'] } },
    });
    if (open && !running && kind < 0.7) {
      const { warm } = await readOutlook(open.ctx, { bookingId: open.bookingId, modelId: MODEL });
      const { id } = await start(open);
      const { takesOverId } = await told(id);
      expect(warm !== null, `minute ${at}: what was told before the start`).toBe(takesOverId !== null);
      handovers += takesOverId === null ? 0 : 1;
      for (const state of ['prepared', 'imported', 'connected', 'loaded', 'ready']) await report(id, state);
    } else if (kind > 0.8) {
      const warm = await system.db.session.findFirst({ where: { state: 'warm' }, include: { ranks: true } });
      if (!warm) return;
      if (kind > 0.93) await report(warm.id, 'exited', { cause: 'crashed' });
      else if (kind > 0.87) {
        const cordon = {
          cordonedAt: minute(at),
          cordonedBy: 'Aiko',
          cordonReason: 'fan',
          drainBy: minute(at),
        };
        const where = { id: machineIds[1]! };
        await system.db.machine.update({ where, data: cordon });
        await drainMachines(system);
        await system.db.machine.update({ where, data: { cordonedAt: null, drainBy: null } });
      } else {
        // A portal that was started anew hears what runs.
        const { rank, machineId } = warm.ranks[0]!;
        const running = [{ sessionId: warm.id, epoch: warm.epoch, rank, state: 'loaded' as const }];
        await reconcileAgent(system, machineId, { isNewBoot: false, running });
        expect(await stateOf(warm.id)).toBe('warm');
      }
    }
  };
  for (let index = 0; index < 30; index++) {
    await step();
    const rows = await system.db.sessionRank.findMany({
      where: { machineId: { in: machineIds }, session: { state: { in: [...HELD_STATES] } } },
      include: { session: { include: { ranks: true, booking: true } } },
    });
    for (const machineId of machineIds) {
      const owners = rows.filter((it) => it.machineId === machineId && it.state !== 'exited');
      expect(owners.length, `step ${index}: owners of one machine`).toBeLessThanOrEqual(1);
      const [owner] = owners;
      const booked = await system.db.machineBlock.findFirst({
        where: { machineId, holds: true, startsAt: { lte: minute(at) }, endsAt: { gt: minute(at) } },
        include: { booking: { include: { blocks: true } } },
      });
      if (!owner || !booked || owner.session.bookingId === booked.bookingId) continue;
      // Of an earlier booking: only for one of the same machines that may take it over.
      expect(owner.session.state, `step ${index}`).toBe('warm');
      expect(booked.booking!.blocks, `step ${index}`).toHaveLength(owner.session.ranks.length);
      expect([null, MODEL], `step ${index}`).toContain(booked.booking!.startModelId);
    }
  }
  expect(handovers).toBeGreaterThan(0);
  // No moment of a machine is counted twice: from its start to its end each session has it alone.
  const spans = await system.db.sessionRank.findMany({
    where: { machineId: machineIds[0]! },
    select: { session: { select: { createdAt: true, endedAt: true } } },
    orderBy: { session: { createdAt: 'asc' } },
  });
  for (const [index, { session }] of spans.entries())
    expect(spans[index + 1]?.session.createdAt.getTime() ?? Infinity).toBeGreaterThanOrEqual(
      session.endedAt?.getTime() ?? 0,
    );
});
