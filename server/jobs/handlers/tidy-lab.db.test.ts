import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { takeUse } from '../../auth/rate-limit.ts';
import { makeTestContext } from '../../testing/context.ts';
import { makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import { handleTidyLab } from './tidy-lab.ts';

const DAY_MS = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

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
  const logged = async (endedAt: Date | null): Promise<string> => {
    const { id } = await makeSession(ctx.db, {
      id: randomUUID(),
      bookingId: booking.id,
      startedById: person.id,
      machineIds: [machine.id],
      state: endedAt ? 'ended' : 'ready',
      endedAt,
    });
    const line = { sessionId: id, rank: 0, seq: 1, at: new Date(), stream: 'stdout', text: 'a line' };
    await ctx.db.rankLogLine.create({ data: line });
    return id;
  };
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
