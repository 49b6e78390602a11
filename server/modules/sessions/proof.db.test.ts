import { beforeAll, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession } from '../../testing/factories.ts';
import { forgetAnswers, howStarted, recordRankState, serveAnyway } from './index.ts';

let ctx: TestContext;
let machineIds: string[];
beforeAll(async () => {
  const system = await makeTestContext();
  await makeLab(system.db);
  ctx = await actingAs(system, 'member');
  machineIds = [(await makeMachine(ctx.db)).id, (await makeMachine(ctx.db)).id];
  for (const id of machineIds) ctx.agents.connected.add(id);
});

type State = 'checking' | 'proving';
async function sessionAt(state: State, rankState: 'prepared' | 'loaded') {
  await ctx.db.machineBlock.deleteMany();
  await ctx.db.session.updateMany({ data: { state: 'ended', endedAt: new Date() } });
  const booking = await makeBooking(ctx.db, { personId: userIdOf(ctx), machineIds });
  const made = await makeSession(ctx.db, {
    machineIds,
    bookingId: booking.id,
    startedById: userIdOf(ctx),
    state,
    provesAnswers: true,
  });
  await ctx.db.sessionRank.updateMany({ where: { sessionId: made.id }, data: { state: rankState } });
  const report = (rank: number, more: object) =>
    recordRankState(ctx, machineIds[rank]!, {
      sessionId: made.id,
      epoch: made.epoch,
      rank,
      at: new Date(),
      ...more,
    } as Parameters<typeof recordRankState>[2]);
  const read = () => ctx.db.session.findUniqueOrThrow({ where: { id: made.id } });
  return { id: made.id, report, read };
}
const answer = (text: string) => ({
  state: 'ready',
  proof: [{ promptId: 'short-1', text, promptTokens: 12, tookMs: 30, message: null }],
});

test('the first answer of a model is kept; the same one serves, another one does not and leaves an incident', async () => {
  const first = await sessionAt('proving', 'loaded');
  await first.report(0, answer(' Thursday'));
  expect((await first.read()).state).toBe('ready');
  expect((await howStarted(ctx, { id: first.id })).proof).toMatchObject({ verdict: 'learned' });

  const same = await sessionAt('proving', 'loaded');
  await same.report(0, answer(' Thursday'));
  expect((await same.read()).state).toBe('ready');
  expect((await howStarted(ctx, { id: same.id })).proof).toMatchObject({
    verdict: 'equal',
    answers: [{ known: { ranks: 2 } }],
  });

  const wrong = await sessionAt('proving', 'loaded');
  await wrong.report(0, answer(' fish fish'));
  expect((await wrong.read()).state).toBe('withheld');
  const incident = await ctx.db.incident.findUniqueOrThrow({ where: { sessionId: wrong.id } });
  expect(incident).toMatchObject({ cause: 'wrong_answer', certainty: 'known' });
  expect(JSON.stringify(incident.evidence)).toMatch(/fish fish.*Thursday/);

  // Told again, nothing is learned and nothing moves.
  await wrong.report(0, answer(' Thursday'));
  expect((await wrong.read()).state).toBe('withheld');
  expect(await ctx.db.knownAnswer.findMany()).toMatchObject([{ text: ' Thursday' }]);

  await expect(serveAnyway(ctx, { id: wrong.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const admin = await actingAs(ctx, 'admin');
  expect((await serveAnyway(admin, { id: wrong.id })).state).toBe('ready');
  expect((await howStarted(ctx, { id: wrong.id })).proof?.servedBy).toMatchObject({ name: admin.actor.name });
  const audits = await ctx.db.auditEntry.findMany({ where: { objectId: wrong.id } });
  expect(audits.map((it) => it.action)).toEqual(['session.serve-anyway']);

  // It failed of something else later: that is what its incident says from then on, whoever had closed it.
  await ctx.db.incident.update({ where: { sessionId: wrong.id }, data: { closedAt: new Date() } });
  const killed = { exitCode: null, signal: 'SIGKILL', message: 'It was ended by SIGKILL.' };
  await wrong.report(1, { state: 'exited', cause: 'crashed', ...killed });
  expect((await wrong.read()).state).toBe('failed');
  const after = await ctx.db.incident.findUniqueOrThrow({ where: { sessionId: wrong.id } });
  expect(after).toMatchObject({ id: incident.id, reportedRank: 1, closedAt: null });
  expect(after.cause).not.toBe('wrong_answer');
  expect(after.machineId).not.toBeNull();
  const told = await ctx.db.notification.findMany({
    where: { kind: 'session.failed', link: `/incidents/${after.id}` },
  });
  expect(told.map((it) => /does not serve|failed/.exec(it.title)![0]).toSorted()).toEqual(
    expect.arrayContaining(['does not serve', 'failed']),
  );
});

test('one that is killed while it is withheld has an incident that says so', async () => {
  await ctx.db.knownAnswer.updateMany({ data: { text: ' of old' } });
  const it = await sessionAt('proving', 'loaded');
  await it.report(0, answer(' of now'));
  const killed = { exitCode: null, signal: 'SIGKILL', message: 'It was ended by SIGKILL.' };
  await it.report(1, { state: 'exited', cause: 'crashed', ...killed });
  const { cause, machineId } = await ctx.db.incident.findUniqueOrThrow({ where: { sessionId: it.id } });
  expect(cause).not.toBe('wrong_answer');
  expect(machineId).not.toBeNull();
});

test('once forgotten, it is asked again, and what it says then is what is known', async () => {
  await ctx.db.knownAnswer.updateMany({ data: { text: ' of old' } });
  const it = await sessionAt('proving', 'loaded');
  await it.report(0, answer(' of now'));
  expect((await it.read()).state).toBe('withheld');
  const admin = await actingAs(ctx, 'admin');
  expect((await forgetAnswers(admin, { id: it.id })).state).toBe('proving');
  await it.report(0, answer(' of now'));
  expect((await it.read()).state).toBe('ready');
  expect(await ctx.db.knownAnswer.findMany()).toMatchObject([{ text: ' of now' }]);
});

test('a link that does not add up ends the start before anything is loaded, and says which', async () => {
  const { id, report, read } = await sessionAt('checking', 'prepared');
  const tried = { bytes: null, milliseconds: null, latencyMilliseconds: null };
  const refused = "RuntimeError: [ring] Couldn't connect (error: 111)";
  await report(1, { state: 'checked', pairs: [{ peer: 0, ok: false, ...tried, message: refused }] });
  const row = await read();
  expect(row).toMatchObject({ state: 'failed', endReason: 'preflight_failed', planDigest: null });
  expect(row.endMessage).toContain('nothing was loaded');
  expect(ctx.agents.sent.filter((it) => it.command === 'session:launch')).toEqual([]);
  expect(await ctx.db.incident.findUnique({ where: { sessionId: id } })).toMatchObject({
    cause: 'ring_refused',
  });
});

test('a link that could not be tried for want of an engine is no fault of the cable', async () => {
  const { id, report, read } = await sessionAt('checking', 'prepared');
  const tried = { bytes: null, milliseconds: null, latencyMilliseconds: null };
  const message = "ModuleNotFoundError: No module named 'mlx'";
  await report(1, { state: 'checked', pairs: [{ peer: 0, ok: false, ...tried, message }] });
  const { endReason, endMessage } = await read();
  const { machineId } = await ctx.db.sessionRank.findFirstOrThrow({ where: { sessionId: id, rank: 1 } });
  expect(endReason).toBe('preflight_failed');
  expect(endMessage).toContain(message);
  expect(endMessage).not.toMatch(/cable/);
  expect(await ctx.db.incident.findUnique({ where: { sessionId: id } })).toMatchObject({
    cause: 'engine_broken',
    machineId,
  });
});
