import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { takeUse } from '../../auth/rate-limit.ts';
import { previewKeeping, readKeeping, setKeeping } from '../../modules/keeping/index.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import { handleTidyLab } from './tidy-lab.ts';

const DAY_MS = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

/** A session with one line of its rank. */
async function makeLogged(
  { db }: TestContext,
  { id: bookingId, personId, blocks }: Awaited<ReturnType<typeof makeBooking>>,
  endedAt: Date | null,
): Promise<string> {
  const { id } = await makeSession(db, {
    id: randomUUID(),
    bookingId,
    startedById: personId,
    machineIds: blocks.map((it) => it.machineId),
    state: endedAt ? 'ended' : 'ready',
    endedAt,
  });
  const line = { sessionId: id, rank: 0, seq: 1, at: new Date(), stream: 'stdout', text: 'a line' };
  await db.rankLogLine.create({ data: line });
  return id;
}

test('an admin is told what a rule would remove before it is saved, and that is what goes', async () => {
  const ctx = await makeTestContext();
  await ctx.db.rankLogLine.deleteMany();
  await makeLab(ctx.db);
  const [admin, member] = [await actingAs(ctx, 'admin'), await actingAs(ctx, 'member')];
  const booking = await makeBooking(ctx.db, { machineIds: [(await makeMachine(ctx.db)).id] });
  const old = [await makeLogged(ctx, booking, ago(29)), await makeLogged(ctx, booking, ago(20))];
  const young = await makeLogged(ctx, booking, ago(6));
  const usual = await readKeeping(admin);
  expect(usual).toEqual({ secondsDays: 8, minutesDays: 400, logsDays: 30 });
  expect((await previewKeeping(admin, usual)).logs).toMatchObject({ sessions: 0, oldest: null });
  const wanted = { ...usual, logsDays: 7 };
  const { logs, minutes } = await previewKeeping(admin, wanted);
  const { endedAt } = await ctx.db.session.findUniqueOrThrow({ where: { id: old[0]! } });
  expect(logs).toMatchObject({ sessions: 2, oldest: endedAt });
  expect(minutes.oldest).toBeNull();
  await expect(setKeeping(member, wanted)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(previewKeeping(member, wanted)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await setKeeping(admin, wanted);
  await handleTidyLab(ctx);
  expect((await ctx.db.rankLogLine.findMany()).map((it) => it.sessionId)).toEqual([young]);
  expect(await ctx.db.auditEntry.findMany({ where: { action: 'lab.set-keeping' } })).toMatchObject([
    { before: { logsDays: 30 }, after: { logsDays: 7 } },
  ]);
  await setKeeping(admin, usual);
  await ctx.db.rankLogLine.deleteMany();
});

test('old join tokens, portals that ended, logs of old sessions and counted tries go; what is young or running stays', async () => {
  const ctx = await makeTestContext();
  const person = await makeUser(ctx.db);
  const machine = await makeMachine(ctx.db);
  const token = (id: string, expiresAt: Date) =>
    ctx.db.joinToken.create({ data: { id, secretHash: 'x', machineId: machine.id, expiresAt } });
  await token('old', ago(31));
  await token('young', ago(29));
  for (const [id, lastSeenAt] of [
    ['gone', ago(2)],
    ['here', ago(0)],
  ] as const)
    await ctx.db.portal.create({ data: { id, url: 'http://a', startedAt: ago(3), lastSeenAt } });
  const booking = await makeBooking(ctx.db, { machineIds: [machine.id], personId: person.id });
  const logged = (endedAt: Date | null) => makeLogged(ctx, booking, endedAt);
  const sessions = [await logged(ago(31)), await logged(ago(29)), await logged(null)];
  await takeUse(ctx.db, 'a window that is over', { max: 5, windowMs: 1000 }, ago(1).getTime());
  await takeUse(ctx.db, 'a window that is open', { max: 5, windowMs: 1000 });
  await handleTidyLab(ctx);
  await handleTidyLab(ctx);
  const ids = (rows: { id: string }[]) => rows.map((it) => it.id);
  expect(ids(await ctx.db.joinToken.findMany())).toEqual(['young']);
  expect(ids(await ctx.db.portal.findMany())).toEqual(['here']);
  expect((await ctx.db.rateLimit.findMany()).map((it) => it.key)).toEqual(['a window that is open']);
  const lines = await ctx.db.rankLogLine.findMany();
  expect(lines.map((it) => it.sessionId).toSorted()).toEqual(sessions.slice(1).toSorted());
});
