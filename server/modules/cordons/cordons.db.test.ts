import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { ask as askInChat, makeChat } from '../../testing/chats.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession } from '../../testing/factories.ts';
import { makeKey } from '../../testing/keys.ts';
import { askForKey } from '../api-requests/index.ts';
import { createBooking } from '../bookings/index.ts';
import { getMachine, listMachines } from '../inventory/index.ts';
import { drainMachines, listStartableModels, startSession } from '../sessions/index.ts';
import { cordonMachine, uncordonMachine } from './index.ts';

const HOUR_MS = 3_600_000;
let system: TestContext;
let admin: TestContext;
let member: TestContext;
let personId: string;

beforeEach(async () => {
  system = await makeTestContext();
  await makeLab(system.db);
  admin = await actingAs(system, 'admin');
  member = await actingAs(system, 'member');
  personId = member.actor.kind === 'user' ? member.actor.id : '';
});

async function makeHeld() {
  const machine = await makeMachine(system.db);
  system.agents.connected.add(machine.id);
  const booking = await makeBooking(system.db, { machineIds: [machine.id], personId });
  return { machine, booking };
}
const cordon = (id: string, revision: number, drainMinutes: number | null = null) =>
  cordonMachine(admin, { id, revision, reason: 'Fan rattles', drainMinutes });
const stateOf = async (id: string) => (await system.db.session.findUniqueOrThrow({ where: { id } })).state;
const ask = (sessionId: string) =>
  system.db.generation.create({
    data: {
      id: randomUUID(),
      sessionId,
      epoch: 1,
      requestedById: personId,
      source: 'chat',
      maxTokens: 8,
      state: 'running',
    },
  });

test('on a cordoned machine nothing starts and nobody books it; what runs goes on, and who booked it is told', async () => {
  const { machine, booking } = await makeHeld();
  const session = await makeSession(system.db, {
    machineIds: [machine.id],
    bookingId: booking.id,
    startedById: personId,
    state: 'ready',
  });
  const after = await cordon(machine.id, machine.revision);
  expect(after.cordon).toMatchObject({ by: admin.actor.name, reason: 'Fan rattles', drainBy: null });
  await drainMachines(system);
  expect(await stateOf(session.id)).toBe('ready');

  const why = `${machine.name} is cordoned by ${admin.actor.name} (Fan rattles): no new session starts on it. Choose other machines, or ask ${admin.actor.name}.`;
  const [model] = await listStartableModels(member, { bookingId: booking.id, limit: 1 });
  expect(model?.refusal).toBe(why);
  const start = () => startSession(member, { id: randomUUID(), bookingId: booking.id, modelId: model!.id });
  await expect(start()).rejects.toThrow(why);
  const book = () =>
    createBooking(member, {
      id: randomUUID(),
      machineIds: [machine.id],
      startsAt: new Date(Date.now() + 50 * HOUR_MS),
      endsAt: new Date(Date.now() + 51 * HOUR_MS),
      purpose: 'Later',
    } as Parameters<typeof createBooking>[1]);
  await expect(book()).rejects.toThrow(`${machine.name} is cordoned by`);
  const told = await system.db.notification.findMany({ where: { personId, kind: 'booking.degraded' } });
  expect(told).toMatchObject([{ link: `/bookings/${booking.id}` }]);
  expect(told[0]!.text).toContain('Fan rattles. What runs goes on. Your booking stands');

  await system.db.session.update({ where: { id: session.id }, data: { state: 'ended' } });
  await system.db.sessionRank.updateMany({ where: { sessionId: session.id }, data: { state: 'exited' } });
  await uncordonMachine(admin, { id: machine.id, revision: after.revision });
  await expect(start()).resolves.toMatchObject({ state: 'preparing' });
  await expect(book()).resolves.toMatchObject({ status: 'confirmed' });
  const audit = await system.db.auditEntry.findMany({
    where: { objectId: machine.id },
    orderBy: { at: 'asc' },
  });
  expect(audit.map((it) => it.action)).toEqual(['machine.cordon', 'machine.uncordon']);
});

test('a free one is not counted as free, and the list says why', async () => {
  const machine = await makeMachine(system.db);
  await cordon(machine.id, machine.revision);
  const { machines } = await listMachines(member);
  const listed = machines.find((it) => it.id === machine.id)!;
  expect(listed).toMatchObject({ holder: { kind: 'maintenance' }, cordon: { reason: 'Fan rattles' } });
});

test('drained, what answers ends after its answers, and what answers nobody at once', async () => {
  const { machine, booking } = await makeHeld();
  const other = await makeHeld();
  const of = (it: typeof other) =>
    makeSession(system.db, {
      machineIds: [it.machine.id],
      bookingId: it.booking.id,
      startedById: personId,
      state: 'ready',
    });
  const busy = await of({ machine, booking });
  const idle = await of(other);
  const answer = await ask(busy.id);
  await cordon(machine.id, machine.revision, 60);
  await cordon(other.machine.id, other.machine.revision, 60);
  await drainMachines(system);
  expect([await stateOf(busy.id), await stateOf(idle.id)]).toEqual(['ready', 'ending']);
  await system.db.generation.update({
    where: { id: answer.id },
    data: { state: 'completed', endedAt: new Date() },
  });
  await drainMachines(system);
  expect(await system.db.session.findUnique({ where: { id: busy.id } })).toMatchObject({
    state: 'ending',
    endReason: 'machine_drained',
    endMessage: `${machine.name} was drained, and the session ended with it.`,
  });
});

test('its time being up, an answer is not waited for; drained at once, it ends with the next look', async () => {
  const { machine, booking } = await makeHeld();
  const session = await makeSession(system.db, {
    machineIds: [machine.id],
    bookingId: booking.id,
    startedById: personId,
    state: 'ready',
  });
  await ask(session.id);
  await cordon(machine.id, machine.revision, 0);
  await drainMachines(system);
  expect(await stateOf(session.id)).toBe('ending');
});

test('who saw an older state of it, and who may not, is refused', async () => {
  const machine = await makeMachine(system.db);
  await expect(cordon(machine.id, machine.revision + 1)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(
    cordonMachine(member, { id: machine.id, revision: machine.revision, reason: 'x', drainMinutes: null }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await getMachine(member, { id: machine.id })).cordon).toBeNull();
});

test('a session over a machine that is drained takes no new question, neither of a key nor in a chat', async () => {
  const chat = await makeChat();
  const { ctx } = await makeKey(chat.ctx, { personId: userIdOf(chat.ctx) });
  const cordoned = { cordonedAt: new Date(), cordonedBy: 'Ines', cordonReason: 'Fan rattles' };
  const drainBy = new Date(Date.now() + HOUR_MS);
  await ctx.db.machine.update({ where: { id: chat.otherId }, data: { ...cordoned, drainBy } });
  const askFor = (model: string) => {
    const messages = [{ role: 'user' as const, content: 'What is a rank?' }];
    return askForKey(ctx, { model, messages, settings: {}, maxTokens: 50 }, new AbortController().signal);
  };
  await expect(askFor('auto')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(askFor(chat.session.id)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/takes no new question: .+ is being drained\.$/) as string,
  });
  await expect(askInChat(chat.ctx, chat).done).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('is being drained. Your text is kept.') as string,
  });
});
