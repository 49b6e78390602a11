import { expect, test } from 'vitest';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeBooking, makeMachine, makeSession } from '../../testing/factories.ts';
import { searchLog, streamDiagnostics, streamLog } from './index.ts';

const LINES = 2_500;

async function makeLog() {
  const system = await makeTestContext();
  const machineIds = [(await makeMachine(system.db)).id, (await makeMachine(system.db)).id];
  const booking = await makeBooking(system.db, { machineIds });
  const row = { bookingId: booking.id, startedById: booking.personId, machineIds };
  const session = await makeSession(system.db, row);
  await system.db.$executeRaw`
    INSERT INTO "RankLogLine" ("sessionId", rank, seq, at, stream, text)
    SELECT ${session.id}, r, i, '2026-06-01T00:00:00Z'::timestamptz + i * interval '1 second' + r * interval '1 ms',
      'stderr', CASE WHEN i % 100 = 0 THEN '100% of KV_cache' ELSE 'step ' || i END
    FROM generate_series(0, 1) r, generate_series(1, ${LINES}::int) i`;
  return { ctx: await actingAs(system, 'member'), sessionId: session.id };
}

test('lines are found by what they hold, capital or small, and signs stand for themselves', async () => {
  const { ctx, sessionId } = await makeLog();
  const { lines, found } = await searchLog(ctx, { sessionId, text: '100% of kv_', limit: 500 });
  expect(found).toBe(50);
  expect(lines.map((it) => [it.rank, it.seq]).slice(-2)).toEqual([
    [0, LINES],
    [1, LINES],
  ]);
  expect((await searchLog(ctx, { sessionId, rank: 1, text: 'KV', limit: 500 })).found).toBe(25);
  expect(await searchLog(ctx, { sessionId, text: '1%0', limit: 500 })).toEqual({ lines: [], found: 0 });
  const many = await searchLog(ctx, { sessionId, text: 'step', limit: 500 });
  expect(many.found).toBe(2 * (LINES - 25));
  expect(many.lines).toHaveLength(500);
});

test('the file holds every line of each rank once, in order', async () => {
  const { ctx, sessionId } = await makeLog();
  let text = '';
  for await (const piece of streamLog(ctx, { sessionId })) text += piece;
  const lines = text.split('\n').filter((it) => / rank 1 stderr /.test(it));
  expect(lines).toHaveLength(LINES);
  expect(lines[0]).toBe('2026-06-01T00:00:01.001Z rank 1 stderr step 1');
  expect(text).toContain('# rank 0 on ');
  await expect(streamLog(ctx, { sessionId: 'none' }).next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('diagnostics hold the steps, machines and last lines of each rank, and nothing of who or with what', async () => {
  const { ctx, sessionId } = await makeLog();
  const { startedBy } = await ctx.db.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: { startedBy: true },
  });
  const said = `${startedBy.name} <${startedBy.email}> with esp_4fZk2LwQm9sT1xVbN8yRcD3h at 10.1.2.3 \`\`\`\` end`;
  const row = { sessionId, rank: 1, seq: LINES + 1, at: new Date(), stream: 'stderr', text: said };
  await ctx.db.rankLogLine.create({ data: row });
  let text = '';
  for await (const piece of streamDiagnostics(ctx, { sessionId })) text += piece;
  expect(text).toMatch(/^# .+\n\n- Session /);
  expect(text).toContain('[person] <[e-mail]> with [secret] at [address 1] ```` end');
  // A line that would end the block is within it.
  expect(text).toContain('\n`````text\n');
  expect(text).toContain(`the last 400 of ${LINES + 1} lines`);
  expect(text).not.toContain('step 1\n');
  for (const it of [startedBy.name, startedBy.email, 'esp_4fZk', '10.1.2.3']) expect(text).not.toContain(it);
  expect(text).toMatch(/Taken out: .*secret: 1/);
  await expect(streamDiagnostics(ctx, { sessionId: 'none' }).next()).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
