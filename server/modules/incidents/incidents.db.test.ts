import { beforeAll, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession } from '../../testing/factories.ts';
import { recordLog, recordRankState } from '../sessions/index.ts';
import { failSessionsOfMachine } from '../sessions/reconcile-agent.ts';
import { judgeTrouble } from '../inventory/index.ts';
import { getIncident, listIncidents, reviewIncidentsOf, setIncidentClosed } from './index.ts';

let system: TestContext;
let ctx: TestContext;
let machines: { id: string; name: string }[];
beforeAll(async () => {
  system = await makeTestContext();
  await makeLab(system.db);
  ctx = await actingAs(system, 'member');
  machines = [await makeMachine(system.db), await makeMachine(system.db)];
  for (const it of machines) system.agents.connected.add(it.id);
});

async function run(simulated = false) {
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const machineIds = machines.map((it) => it.id);
  await system.db.machineBlock.deleteMany();
  const booking = await makeBooking(system.db, { personId, machineIds });
  const session = await makeSession(system.db, {
    machineIds,
    bookingId: booking.id,
    startedById: personId,
    simulated,
  });
  const fence = { sessionId: session.id, epoch: session.epoch };
  const exit = (rank: number, more: object) =>
    recordRankState(ctx, machineIds[rank]!, {
      ...fence,
      rank,
      state: 'exited',
      at: new Date(),
      ...more,
    } as Parameters<typeof recordRankState>[2]);
  const say = (rank: number, text: string, seq = 1) =>
    recordLog(ctx, machineIds[rank]!, {
      ...fence,
      lines: [{ rank, seq, at: new Date(), stream: 'stderr', text }],
    });
  const incident = () => system.db.incident.findUniqueOrThrow({ where: { sessionId: session.id } });
  return { session, exit, say, incident, personId };
}
const LOST = 'RuntimeError: [ring] connection to a peer was lost';
const METAL = 'RuntimeError: [metal::malloc] Resource limit (499000) exceeded.';

test('a failure opens one incident with its session, and tells whose it was', async () => {
  const { session, exit, incident, personId } = await run();
  const data = { startModelId: session.modelId, autoStart: true };
  await system.db.booking.update({ where: { id: session.bookingId }, data });
  await exit(1, { exitCode: 70, signal: null, cause: 'crashed', message: METAL });
  expect(await incident()).toMatchObject({
    cause: 'buffer_limit',
    certainty: 'known',
    machineId: machines[1]!.id,
  });
  await exit(0, { exitCode: 0, cause: 'asked' });
  const { id, number } = await incident();
  const shown = await getIncident(ctx, { id });
  expect(shown).toMatchObject({
    number,
    sessionId: session.id,
    title: `${machines[1]!.name} ran out of Metal buffers`,
    mayClose: true,
  });
  expect(shown.endedAt).not.toBeNull();
  expect(shown.evidence).toMatchObject([{ text: METAL, decides: true, machineName: machines[1]!.name }]);
  expect(shown.timeline.map((it) => it.text)).toEqual(
    expect.arrayContaining(['Session: Failed', 'Rank 1 ended with code 70', 'Rank 0 ended']),
  );
  const told = await system.db.notification.findMany({ where: { personId, link: `/incidents/${id}` } });
  expect(told).toMatchObject([{ kind: 'session.failed' }]);
  expect(told[0]!.text).toMatch(/It is started again by itself in 15\ss, try 1 of 3\./);
});

test('what is said after the end is weighed too, until somebody closed it', async () => {
  const { exit, say, incident } = await run();
  await exit(0, { exitCode: 70, cause: 'peer_lost', message: LOST });
  expect(await incident()).toMatchObject({ cause: 'peer_lost' });
  await exit(1, { exitCode: null, signal: 'SIGKILL', cause: 'crashed', message: 'It was ended by SIGKILL.' });
  expect(await incident()).toMatchObject({ cause: 'killed', machineId: machines[1]!.id });
  await say(1, METAL);
  const { id, cause } = await incident();
  expect(cause).toBe('buffer_limit');
  await setIncidentClosed(ctx, { id, closed: true, note: 'A shorter context' });
  await say(1, 'MemoryError', 2);
  expect(await incident()).toMatchObject({ cause: 'buffer_limit', closeNote: 'A shorter context' });
  const audits = await system.db.auditEntry.findMany({ where: { objectId: id } });
  expect(audits.map((it) => it.action)).toEqual(['incident.close']);
  const { earlier, timeline } = await getIncident(ctx, { id });
  expect(earlier).toHaveLength(1);
  expect(timeline.at(-1)!.text).toMatch(/^Closed by /);
});

test('a silent agent during a session is one; simulated says so, and a machine lists its own', async () => {
  const { incident } = await run(true);
  await failSessionsOfMachine(system, machines[0]!.id);
  expect(await incident()).toMatchObject({
    cause: 'agent_lost',
    simulated: true,
    machineId: machines[0]!.id,
  });
  const { id } = await incident();
  const open = await listIncidents(ctx, { which: 'open', limit: 10, machineId: machines[1]!.id });
  expect(open.rows.find((it) => it.id === id)).toMatchObject({
    simulated: true,
    machine: { id: machines[0]!.id },
  });
  expect(open.rows.every((it) => it.closedAt === null)).toBe(true);
});

test('a peer that is lost with its agent is told as that agent’s silence', async () => {
  const { exit, incident } = await run();
  system.agents.connected.delete(machines[1]!.id);
  await exit(0, { exitCode: 70, cause: 'peer_lost', message: LOST });
  system.agents.connected.add(machines[1]!.id);
  expect(await incident()).toMatchObject({ cause: 'agent_lost', machineId: machines[1]!.id });
});

test('a Mac that tells afterwards that it slept, or is kept out, is the cause of what was only noticed', async () => {
  const { exit, incident } = await run();
  const [first, second] = machines as [{ id: string; name: string }, { id: string; name: string }];
  await exit(0, { exitCode: null, signal: 'SIGKILL', cause: 'stalled', message: 'No token for 30 s.' });
  expect(await incident()).toMatchObject({ cause: 'stalled', machineId: first.id });
  const tell = (kind: string, detail: object, agoMs = 0) =>
    system.db.agentEvent.create({
      data: { machineId: second.id, at: new Date(Date.now() - agoMs), kind, detail },
    });
  await tell('slept', { ms: 40_000, sure: false });
  await reviewIncidentsOf(system, second.id);
  expect(await incident()).toMatchObject({ cause: 'slept', certainty: 'likely', machineId: second.id });
  await tell('slept', { ms: 40_000, sure: true });
  await reviewIncidentsOf(system, second.id);
  const { id } = await incident();
  const shown = await getIncident(ctx, { id });
  expect(shown).toMatchObject({ certainty: 'known', title: expect.stringContaining(second.name) });
  expect(shown.lanes.lanes[1]!.bars).toContainEqual(
    expect.objectContaining({ kind: 'silent', text: 'asleep' }),
  );
  // Of a cable that is there and has not changed, a lane of its own says so.
  const ends = { aMachineId: first.id, aPort: 'en5', bMachineId: second.id, bPort: 'en6' };
  const { lanes } = shown;
  expect(lanes.cables).toEqual([]);
  const since = new Date(lanes.fromMs - 1000);
  await system.db.cableSighting.create({ data: { ...ends, speedGbps: 80, rdma: true, since } });
  const { fromMs, toMs, cables } = (await getIncident(ctx, { id })).lanes;
  expect(cables).toMatchObject([{ bars: [{ fromMs, toMs, kind: 'up', text: 'up, 80 Gb/s' }] }]);
  await system.db.cableSighting.deleteMany({ where: ends });
  await system.db.agentEvent.deleteMany({ where: { machineId: second.id } });
});

test('a machine that was kept out is followed until it holds a model again', async () => {
  const { exit, incident } = await run();
  const [, { id: machineId, name }] = machines as [unknown, { id: string; name: string }];
  await exit(1, { exitCode: null, signal: 'SIGKILL', cause: 'stalled', message: 'No token for 30 s.' });
  await exit(0, { exitCode: 0, cause: 'asked' });
  const trouble = { kind: 'memory_held' as const, at: new Date(), detail: '189 GB did not come back.' };
  await judgeTrouble(system, machineId, { quarantinedAt: null, quarantineLiftedAt: null }, { trouble });
  await reviewIncidentsOf(system, machineId);
  const { id } = await incident();
  const out = await getIncident(ctx, { id });
  expect(out).toMatchObject({
    cause: 'gpu_wedged',
    certainty: 'likely',
    wayBack: [{ machine: { name }, why: '189 GB did not come back.', backAt: null, usedAt: null }],
  });
  expect(out.lanes.lanes[1]!.bars.at(-1)).toMatchObject({ kind: 'kept-out' });
  const { quarantinedAt } = await system.db.machine.findUniqueOrThrow({ where: { id: machineId } });
  const bootedAt = new Date(Date.now() + 1000);
  await judgeTrouble(system, machineId, { quarantinedAt, quarantineLiftedAt: null }, { bootedAt });
  const back = await getIncident(ctx, { id });
  expect(back.wayBack).toMatchObject([{ givenBackBy: null, usedAt: null }]);
  expect(back.wayBack[0]!.backAt).not.toBeNull();
});

test('who neither booked it nor is an admin does not close it', async () => {
  const { exit, incident } = await run();
  await exit(0, { exitCode: 1, cause: 'crashed', message: 'It ended with code 1.' });
  const { id, cause } = await incident();
  expect(cause).toBe('unknown');
  const other = await actingAs(system, 'member');
  await expect(setIncidentClosed(other, { id, closed: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await getIncident(other, { id })).mayClose).toBe(false);
});
