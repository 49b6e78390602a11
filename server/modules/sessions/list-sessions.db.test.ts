import { expect, test } from 'vitest';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeMachine, makeSession } from '../../testing/factories.ts';
import { listSessions } from './index.ts';

test('the list begins with what is live, then goes through what is over page by page', async () => {
  const ctx = await makeTestContext();
  const machineIds = [(await makeMachine(ctx.db)).id];
  const booking = await makeBooking(ctx.db, { machineIds });
  const row = { bookingId: booking.id, startedById: booking.personId, machineIds };
  const over: string[] = [];
  // Two of one moment, so that the id has to decide.
  for (const second of [4, 3, 3, 2, 1]) {
    const endedAt = new Date(Date.UTC(2026, 5, 1, 0, 0, second));
    over.push((await makeSession(ctx.db, { ...row, state: 'ended', endedAt })).id);
  }
  const live = await makeSession(ctx.db, { ...row, state: 'loading' });
  const pages = await readPages(ctx, 2);
  expect(pages.map((it) => it.length)).toEqual([3, 2, 1]);
  const read = pages.flat();
  expect(read[0]).toBe(live.id);
  expect(read.slice(1).toSorted()).toEqual(over.toSorted());
  expect([read[1], read[4], read[5]]).toEqual([over[0], over[3], over[4]]);
});

async function readPages(ctx: TestContext, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: Cursor | null = null;
  do {
    const page = await listSessions(ctx, { cursor, limit });
    pages.push(page.rows.map((it) => it.id));
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}
