import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ENGINE_DEFAULTS, readSettings, SETTING_NAMES } from '@/shared/domain/engine-settings.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { agentModel, engineState, makeBooking, makeLab, makeMachine } from '../../testing/factories.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { endSessionsOfBooking } from './end-session.ts';
import { sweepLiveness } from '../agents/index.ts';
import { failSessionsOfMachine } from './reconcile-agent.ts';
import {
  endSession,
  explainPeerLoss,
  getSession,
  howStarted,
  listDesired,
  listStartableModels,
  readLog,
  reconcileAgent,
  recordLog,
  recordRankState,
  setEngineDefaults,
  startSession,
  sweepSessions,
} from './index.ts';

const at = new Date();

async function makeBooked(options: { models?: ReturnType<typeof agentModel>[][] } = {}) {
  const system = await makeTestContext();
  await makeLab(system.db);
  const machines = [
    await makeMachine(system.db, { ...(options.models && { models: options.models[0]! }) }),
    await makeMachine(system.db, { ...(options.models && { models: options.models[1]! }) }),
  ];
  for (const it of machines) system.agents.connected.add(it.id);
  const ctx = await actingAs(system, 'member');
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const booking = await makeBooking(ctx.db, { personId, machineIds: machines.map((it) => it.id) });
  return { ctx, booking, machines };
}
type Booked = Awaited<ReturnType<typeof makeBooked>>;

const start = ({ ctx, booking }: Booked, id = randomUUID()) =>
  startSession(ctx, { id, bookingId: booking.id, modelId: 'espalier-demo' });

async function ranksOf(ctx: TestContext, sessionId: string) {
  const row = await ctx.db.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: { ranks: { orderBy: { rank: 'asc' } } },
  });
  const report = (rank: number, state: string, more: object = {}) =>
    recordRankState(ctx, row.ranks[rank]!.machineId, {
      sessionId,
      epoch: row.epoch,
      rank,
      state,
      at,
      ...more,
    } as Parameters<typeof recordRankState>[2]);
  return { row, report };
}
const listen = (port: number) => ({ listen: { hostId: 'h', address: '127.0.0.1', port } });
const commands = (ctx: TestContext, name: string) => ctx.agents.sent.filter((it) => it.command === name);

async function walkToReady(ctx: TestContext, sessionId: string) {
  const { row, report } = await ranksOf(ctx, sessionId);
  for (const rank of [0, 1]) await report(rank, 'prepared', listen(5000 + rank));
  for (const state of ['imported', 'connected', 'loading', 'loaded']) {
    for (const rank of [0, 1]) await report(rank, state);
  }
  await report(0, 'ready', { warmUpMs: 40 });
  return { row, report };
}
const stateOf = async (ctx: TestContext, id: string) => (await getSession(ctx, { id })).state;

describe('starting', () => {
  test('walks through every state in step, telling each machine what to do and when', async () => {
    const booked = await makeBooked();
    const session = await start(booked);
    expect(session.state).toBe('preparing');
    await expect.poll(() => commands(booked.ctx, 'session:prepare')).toHaveLength(2);
    await walkToReady(booked.ctx, session.id);
    expect(await stateOf(booked.ctx, session.id)).toBe('ready');
    await expect.poll(() => commands(booked.ctx, 'session:launch')).toHaveLength(2);
    await expect.poll(() => commands(booked.ctx, 'session:go')).toHaveLength(2);
    await expect.poll(() => commands(booked.ctx, 'session:warm-up')).toHaveLength(1);
    expect(commands(booked.ctx, 'session:launch')[0]!.payload).toMatchObject({ network: { kind: 'ring' } });
    const { steps } = await getSession(booked.ctx, { id: session.id });
    expect(steps.map((it) => it.state)).toEqual([
      'preparing',
      'connecting',
      'loading',
      'warming_up',
      'ready',
    ]);
  });

  test('twice with one id is one session; another on the same machine is refused by name', async () => {
    const booked = await makeBooked();
    const id = randomUUID();
    await start(booked, id);
    expect((await start(booked, id)).id).toBe(id);
    await expect(start(booked)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /already runs Espalier demo/,
    });
  });

  test('two at once on the same machines: one starts, one is refused', async () => {
    const booked = await makeBooked();
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => start(booked)));
    expect(outcomes.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    for (const it of outcomes)
      if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'CONFLICT' });
  });

  test('engine settings reach every rank, its plan and what is kept; where they can’t be had nothing starts', async () => {
    const booked = await makeBooked();
    const { ctx, booking, machines } = booked;
    const settings = { prefillStepTokens: 512, promptCacheBytes: 2 ** 30 };
    const ask = (wishes: object) => ({
      id: randomUUID(),
      bookingId: booking.id,
      modelId: 'espalier-demo',
      settings: wishes,
    });
    await expect(startSession(ctx, ask(settings))).rejects.toThrow(/older than this setting/);
    await ctx.db.machineReport.updateMany({
      where: { machineId: { in: machines.map((it) => it.id) } },
      data: { engine: { ...engineState(), settings: [...SETTING_NAMES] } },
    });
    await expect(startSession(ctx, ask({ cacheBits: 8 }))).rejects.toThrow(/KV cache can’t be set here/);
    const admin = await actingAs(ctx, 'admin');
    await setEngineDefaults(admin, { ...ENGINE_DEFAULTS, promptCacheCount: 3, cacheBits: 8 });
    const session = await startSession(ctx, ask(settings));
    const full = { ...ENGINE_DEFAULTS, ...settings, promptCacheCount: 3 };
    expect(readSettings(session.engineSettings)).toEqual(full);
    expect(commands(ctx, 'session:prepare').map((it) => it.payload)).toMatchObject([
      { settings: full },
      { settings: full },
    ]);
    const { report } = await ranksOf(ctx, session.id);
    for (const rank of [0, 1]) await report(rank, 'prepared', listen(4000 + rank));
    for (const rank of [0, 1]) await report(rank, 'checked', { pairs: [] });
    expect((await howStarted(ctx, { id: session.id })).plan?.settings).toEqual(full);
    const entry = await ctx.db.auditEntry.findFirstOrThrow({
      where: { action: 'session.start', objectId: session.id },
    });
    expect(JSON.stringify(entry.after)).toContain('prefillStepTokens');
  });

  test('a model that can not start says why', async () => {
    const other = await makeBooked({ models: [[agentModel()], [agentModel({ fingerprint: 'another' })]] });
    expect(
      (await listStartableModels(other.ctx, { bookingId: other.booking.id, limit: 10 }))[0]?.refusal,
    ).toMatch(/different files/);
    await expect(start(other)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    const missing = await makeBooked({ models: [[agentModel()], []] });
    await expect(start(missing)).rejects.toThrow(/does not hold this model/);
    const broken = await makeBooked({
      models: [[agentModel()], [agentModel({ problem: 'config.json is missing.' })]],
    });
    await expect(start(broken)).rejects.toThrow(/config\.json is missing/);
    const single = await makeBooked({
      models: [
        [agentModel({ tensorSizes: [1], pipelineSizes: [] })],
        [agentModel({ tensorSizes: [1], pipelineSizes: [] })],
      ],
    });
    await expect(start(single)).rejects.toThrow(/can't be split over 2 machines/);
    const away = await makeBooked();
    away.ctx.agents.connected.clear();
    await expect(start(away)).rejects.toThrow(/No word from/);
  });
});

describe('ending', () => {
  test('by its person: every rank is told, and it is over when all have exited', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    const { report } = await walkToReady(booked.ctx, id);
    expect((await endSession(booked.ctx, { id })).state).toBe('ending');
    await expect.poll(() => commands(booked.ctx, 'session:stop')).toHaveLength(2);
    await report(0, 'exited', { cause: 'asked', exitCode: 0 });
    // The other still holds its machine.
    expect((await getSession(booked.ctx, { id })).state).toBe('ending');
    await report(1, 'exited', { cause: 'asked', exitCode: 0 });
    expect(await getSession(booked.ctx, { id })).toMatchObject({
      state: 'ended',
      endReason: 'ended_by_person',
    });
    expect(await start(booked)).toMatchObject({ state: 'preparing' });
  });

  test('twice, also at once: it is written down once, with what it was', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    await walkToReady(booked.ctx, id);
    await Promise.all([endSession(booked.ctx, { id }), endSession(booked.ctx, { id })]);
    await endSession(booked.ctx, { id });
    const where = { objectId: id, action: 'session.end' };
    expect(await booked.ctx.db.auditEntry.findMany({ where })).toMatchObject([
      { before: { state: 'ready' }, after: { state: 'ending' } },
    ]);
  });

  test('that can’t be written down does not happen', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    await booked.ctx.db.$executeRaw`ALTER TABLE "AuditEntry" RENAME TO "AuditEntryAway"`;
    const failure = await endSession(booked.ctx, { id }).catch((error: unknown) => error);
    await booked.ctx.db.$executeRaw`ALTER TABLE "AuditEntryAway" RENAME TO "AuditEntry"`;
    expect(failure).toBeInstanceOf(Error);
    expect((await getSession(booked.ctx, { id })).state).toBe('preparing');
  });

  test('somebody else’s session can’t be ended by a member, can by an admin', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    await expect(endSession(await actingAs(booked.ctx, 'member'), { id })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await endSession(await actingAs(booked.ctx, 'admin'), { id })).state).toBe('ending');
  });

  test('with its booking', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    await walkToReady(booked.ctx, id);
    await endSessionsOfBooking(booked.ctx, { bookingId: booked.booking.id, reason: 'booking_ended' });
    expect(await getSession(booked.ctx, { id })).toMatchObject({
      state: 'ending',
      endReason: 'booking_ended',
    });
  });

  test('a booking given back early is over for its sessions too', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    const endedAt = new Date();
    await booked.ctx.db.booking.update({
      where: { id: booked.booking.id },
      data: { status: 'ended', endedAt },
    });
    expect(await getSession(booked.ctx, { id })).toMatchObject({ endsAt: endedAt });
  });

  test('at a deadline, naming the machine that is late', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    await booked.ctx.db.session.update({ where: { id }, data: { deadlineAt: new Date(Date.now() - 1) } });
    await sweepSessions(booked.ctx, { mayJudge: true });
    expect(await getSession(booked.ctx, { id })).toMatchObject({
      state: 'failed',
      endReason: 'deadline_passed',
    });
  });
});

describe('bad luck', () => {
  test('a rank that exits takes the group with it; the machine is free once its rank is gone', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    const { report } = await walkToReady(booked.ctx, id);
    await report(0, 'exited', { cause: 'peer_lost', exitCode: 70 });
    expect(await getSession(booked.ctx, { id })).toMatchObject({ state: 'failed', endReason: 'peer_lost' });
    await expect
      .poll(() => commands(booked.ctx, 'session:stop'))
      .toMatchObject([{ machineId: booked.machines[1]!.id }]);
    await expect(start(booked)).rejects.toThrow(/still ending the rank/);
    await failSessionsOfMachine(booked.ctx, booked.machines[1]!.id);
    const after = await getSession(booked.ctx, { id });
    expect(after).toMatchObject({ endReason: 'agent_lost' });
    expect(after.endMessage).toContain(booked.machines[1]!.name);
    expect(await start(booked)).toMatchObject({ state: 'preparing' });
  });

  test('a lost peer whose agent is gone too is told as the agent’s loss, whichever is known first', async () => {
    const first = await makeBooked();
    const one = await start(first);
    const walked = await walkToReady(first.ctx, one.id);
    first.ctx.agents.connected.delete(first.machines[1]!.id);
    await walked.report(0, 'exited', { cause: 'peer_lost', exitCode: 70 });
    expect(await getSession(first.ctx, one)).toMatchObject({ state: 'failed', endReason: 'agent_lost' });

    const second = await makeBooked();
    const two = await start(second);
    const later = await walkToReady(second.ctx, two.id);
    await later.report(0, 'exited', { cause: 'peer_lost', exitCode: 70 });
    await explainPeerLoss(second.ctx, { machineId: second.machines[1]!.id });
    expect(await getSession(second.ctx, two)).toMatchObject({ endReason: 'peer_lost' });
    second.ctx.agents.connected.delete(second.machines[1]!.id);
    await explainPeerLoss(second.ctx, { machineId: second.machines[1]!.id });
    expect(await getSession(second.ctx, two)).toMatchObject({ endReason: 'agent_lost' });
  });

  test('an agent that is lost for a moment costs nothing; one that is silent past its lease takes the session', async () => {
    const booked = await makeBooked();
    const { ctx } = booked;
    const { id } = await start(booked);
    const { row } = await walkToReady(ctx, id);
    const { id: machineId } = booked.machines[1]!;
    const { leaseMs, lostMs, rankEndMs } = ctx.timings;
    const silentFor = async (ms: number) => {
      ctx.clock.now = new Date(row.createdAt.getTime() + 60_000);
      const lastSeenAt = new Date(ctx.clock.now.getTime() - ms);
      await ctx.db.agent.updateMany({ where: { machineId }, data: { state: 'suspect', lastSeenAt } });
      await sweepLiveness(ctx, { mayJudge: true });
      expect(await ctx.db.agent.findUnique({ where: { machineId } })).toMatchObject({ state: 'lost' });
      await sweepSessions(ctx, { mayJudge: true });
      return stateOf(ctx, id);
    };
    expect(await silentFor(lostMs + 1)).toBe('ready');
    expect(await silentFor(leaseMs + rankEndMs - 1)).toBe('ready');
    // It is back, with its rank.
    const running = [{ sessionId: id, epoch: row.epoch, rank: 1, state: 'loaded' as const }];
    await reconcileAgent(ctx, machineId, { isNewBoot: false, running });
    expect(await stateOf(ctx, id)).toBe('ready');
    expect(await silentFor(leaseMs + rankEndMs)).toBe('failed');
    expect(await getSession(ctx, { id })).toMatchObject({ endReason: 'agent_lost' });
    expect((await listDesired(ctx, machineId)).map((it) => it.sessionId)).not.toContain(id);
  });

  test('an agent that comes back from a restart without the rank fails the session', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    await walkToReady(booked.ctx, id);
    await reconcileAgent(booked.ctx, booked.machines[1]!.id, { isNewBoot: true, running: [] });
    expect(await getSession(booked.ctx, { id })).toMatchObject({
      state: 'failed',
      endReason: 'agent_restarted',
    });
  });

  test('an agent that kept its rank through a portal restart changes nothing', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    const { row } = await walkToReady(booked.ctx, id);
    const running = [{ sessionId: id, epoch: row.epoch, rank: 1, state: 'loaded' as const }];
    await reconcileAgent(booked.ctx, booked.machines[1]!.id, { isNewBoot: false, running });
    expect(await stateOf(booked.ctx, id)).toBe('ready');
    expect(await listDesired(booked.ctx, booked.machines[1]!.id)).toMatchObject([{ sessionId: id, rank: 1 }]);
  });

  test('an older epoch and another machine’s rank are refused in every write', async () => {
    const booked = await makeBooked();
    const { id } = await start(booked);
    const { row } = await ranksOf(booked.ctx, id);
    const report = { sessionId: id, rank: 0, state: 'ready', at } as const;
    const [own, other] = [row.ranks[0]!.machineId, row.ranks[1]!.machineId];
    await expect(recordRankState(booked.ctx, own, { ...report, epoch: row.epoch - 1 })).rejects.toMatchObject(
      { code: 'CONFLICT' },
    );
    await expect(recordRankState(booked.ctx, other, { ...report, epoch: row.epoch })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    // One that was the newest when it was looked at, and is not any more when the row is locked.
    const exited = { type: 'rank_exited', rank: 0, cause: 'crashed', message: null } as const;
    const late = { sessionId: id, epoch: row.epoch - 1 };
    expect(await applySessionEvent(booked.ctx, late, exited)).toBeNull();
    const line = { rank: 0, seq: 1, at, stream: 'stderr', text: 'hello' } as const;
    await recordLog(booked.ctx, own, { sessionId: id, epoch: row.epoch - 1, lines: [line] });
    await recordLog(booked.ctx, other, { sessionId: id, epoch: row.epoch, lines: [line] });
    expect(await readLog(booked.ctx, { sessionId: id, afterSeq: 0, limit: 10 })).toEqual([]);
    await recordLog(booked.ctx, own, { sessionId: id, epoch: row.epoch, lines: [line] });
    await recordLog(booked.ctx, own, { sessionId: id, epoch: row.epoch, lines: [line] });
    expect(await readLog(booked.ctx, { sessionId: id, afterSeq: 0, limit: 10 })).toMatchObject([
      { text: 'hello' },
    ]);
    expect(await stateOf(booked.ctx, id)).toBe('preparing');
  });
});
