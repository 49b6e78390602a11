import { beforeEach, expect, test } from 'vitest';
import { Reliability } from '@/shared/schemas/reliability.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { at, HOUR, HOUR_MS, makeUse, span } from '../../testing/usage.ts';
import { readReliability } from './index.ts';

let ctx: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(20 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine" CASCADE`;
  ctx = await actingAs(system, 'viewer');
});

test('sessions are told by how often they came up, how long they served and what ended them', async () => {
  const [one, two] = [
    await makeMachine(ctx.db, { name: 'Anjou' }),
    await makeMachine(ctx.db, { name: 'Bosc' }),
  ];
  const machineIds = [one.id, two.id];
  const { sessions } = await makeUse(ctx.db, {
    machineIds,
    from: 0,
    to: 30 * HOUR,
    sessions: [
      [0, 4 * HOUR],
      [5 * HOUR, 6 * HOUR],
      [7 * HOUR, 7.5 * HOUR],
      [18 * HOUR, null],
    ],
  });
  const change = (index: number, data: object) =>
    ctx.db.session.update({ where: { id: sessions[index]!.id }, data: { backend: 'ring', ...data } });
  const failed = (reason: string) => ({ state: 'failed', endReason: reason, endMessage: 'Bosc stopped.' });
  // Ready for an hour before the window and two in it, then ended by a person.
  await change(0, { readyAt: at(HOUR) });
  await change(1, { readyAt: at(5 * HOUR + 60), ...failed('rank_exited') });
  await change(2, { readyAt: null, ...failed('rank_failed_to_load') });
  await change(3, { readyAt: at(18 * HOUR + 180) });
  await makeUse(ctx.db, {
    machineIds: [(await makeMachine(ctx.db, { simulated: true })).id],
    from: 0,
    to: HOUR,
    sessions: [[0, HOUR]],
    simulated: true,
  });
  const ask = (from: number, simulated = false) =>
    readReliability(ctx, { ...span(from, 48 * HOUR), simulated }).then((it) => Reliability.parse(it));
  const { rows, machines, causes, failures } = await ask(2 * HOUR);
  expect(rows).toMatchObject([
    { machines: 2, backend: 'ring', begun: 3, becameReady: 2, failed: 2, medianToReadyMs: 120_000 },
  ]);
  // Two hours of the first, 59 minutes of the second, and of the fourth until now.
  expect(rows[0]!.servedMs).toBe(2 * HOUR_MS + 59 * 60_000 + 117 * 60_000);
  expect(causes).toEqual([
    { reason: 'rank_exited', failed: 1 },
    { reason: 'rank_failed_to_load', failed: 1 },
  ]);
  expect(machines.map((it) => [it.machineName, it.sessions, it.failed])).toEqual([
    ['Anjou', 4, 2],
    ['Bosc', 4, 2],
  ]);
  expect(failures.map((it) => [it.reason, it.wasReady, it.machines, it.message])).toEqual([
    ['rank_failed_to_load', false, ['Anjou', 'Bosc'], 'Bosc stopped.'],
    ['rank_exited', true, ['Anjou', 'Bosc'], 'Bosc stopped.'],
  ]);
  expect((await ask(0, true)).rows).toMatchObject([{ begun: 1, failed: 0 }]);
});
