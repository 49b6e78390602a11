import { afterEach, beforeEach, expect, test } from 'vitest';
import { SaveWallMeterInput } from '@/shared/schemas/wall-meter.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, machineFacts, newestReading } from '../../testing/factories.ts';
import { type PlayedPlug, playPlug } from '../../testing/play-plug.ts';
import { makeReadings } from '../../testing/readings.ts';
import { readMetricsText } from '../exposition/index.ts';
import { readGlance } from '../inventory/index.ts';
import { readLabSeries, rollUp } from '../metrics/index.ts';
import { saveWallMeter, tendWallMeters } from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let ctx: TestContext;
let plug: PlayedPlug;
beforeEach(async () => {
  plug = await playPlug();
  ctx = await makeTestContext({ now: NOW, outbound: { allowPrivateHosts: ['127.0.0.1'] } });
  await makeLab(ctx.db, { timeZone: 'UTC' });
});
afterEach(() => plug.close());

test('two Macs on one plug: curve, live watts and Prometheus say what the wall says, not their sensors', async () => {
  const machines = [];
  for (const name of ['Anjou', 'Bosc']) {
    const agent = {
      state: 'online' as const,
      lastSeenAt: at(300),
      reading: newestReading({ at: at(300), powerWatts: 40 }),
    };
    machines.push(await makeMachine(ctx.db, { name, facts: machineFacts({ hostId: name }), agent }));
  }
  for (const it of machines)
    await makeReadings(ctx, { machineId: it.id, from: at(-300), seconds: 600, watts: () => 40 });
  await saveWallMeter(
    ctx,
    SaveWallMeterInput.parse({
      id: null,
      name: 'Plug',
      kind: 'shelly',
      address: plug.origin,
      links: machines.map((it) => ({ machineId: it.id, startsAt: at(-3600), endsAt: null })),
    }),
  );
  for (let second = 0; second <= 300; second += 5) {
    ctx.clock.now = at(second);
    plug.shelly(125, 1000 + (125 * second) / 3600);
    await tendWallMeters(ctx);
  }
  await rollUp(ctx);
  const { points } = await readLabSeries(ctx, { hours: 0.5 });
  const wattsOf = (from: number, to: number) =>
    points
      .filter((it) => it.at >= at(from) && it.at < at(to))
      .map((it) => [Math.round(it.powerWatts ?? -1), it.machines]);
  // Until the plug spoke the two sensors count.
  expect(wattsOf(-240, 0)).toEqual(Array.from({ length: 4 }, () => [80, 2]));
  expect(wattsOf(60, 240)).toEqual(Array.from({ length: 3 }, () => [125, 2]));
  expect(await readGlance(await actingAs(ctx, 'member'))).toMatchObject({ powerWatts: 125 });
  const text = await readMetricsText(ctx);
  const lines = text.split('\n').filter((it) => it.startsWith('espalier_machine_power_watts{'));
  expect(lines.map((it) => [/machine="(\w+)"/.exec(it)![1], Number(it.split(' ').at(-1))])).toEqual([
    ['Anjou', 125],
  ]);
});
