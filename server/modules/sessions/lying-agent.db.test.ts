import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import { keepEpochsAhead, readLog, recordLog } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

test('a line is of its session’s time, whatever the agent’s clock says, so that the newest stays the newest', async () => {
  const ctx = await makeTestContext({ now: NOW });
  const [machine, person] = [await makeMachine(ctx.db), await makeUser(ctx.db)];
  const booking = await makeBooking(ctx.db, { machineIds: [machine.id], personId: person.id });
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: person.id,
    machineIds: [machine.id],
    createdAt: at(-60),
  });
  const line = (seq: number, seconds: number) => ({
    rank: 0,
    seq,
    at: at(seconds),
    stream: 'stdout' as const,
    text: `line ${seq}`,
  });
  await recordLog(ctx, machine.id, {
    sessionId: session.id,
    epoch: session.epoch,
    lines: [line(1, -1e9), line(2, 1e9), line(3, -30)],
  });
  const log = await readLog(await actingAs(ctx, 'admin'), { sessionId: session.id, afterSeq: 0, limit: 9 });
  expect(log.map((it) => [it.seq, it.at])).toEqual([
    [1, at(-60)],
    [3, at(-30)],
    [2, NOW],
  ]);
});

test('an epoch that cannot be uses up none of those there are; one from before a restored backup counts', async () => {
  const ctx = await makeTestContext();
  const next = async () =>
    Number((await ctx.db.$queryRaw<{ it: bigint }[]>`SELECT nextval('"Session_epoch_seq"') AS it`)[0]!.it);
  const first = await next();
  await keepEpochsAhead(ctx, [{ epoch: 2 ** 31 - 1 }]);
  expect(await next()).toBe(first + 1);
  await keepEpochsAhead(ctx, [{ epoch: 2 ** 31 - 1 }, { epoch: first + 500 }]);
  expect(await next()).toBe(first + 501);
});
