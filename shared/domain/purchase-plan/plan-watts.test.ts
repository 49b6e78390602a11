import { expect, test } from 'vitest';
import { planEnergy, planWatts, workLoadOf } from './plan-watts.ts';
import { replayDemand } from './replay-demand.ts';
import { sumReplay, wantedAtOnce } from './sum-replay.ts';

const HOUR = 3_600_000;
const range = { idleWatts: 10, maxWatts: 110, basis: 'catalogue' } as const;
const measured = { idleWatts: 12, workWatts: 60, workMs: HOUR };
const ask = (id: string, startH: number, lengthH: number, usedShare = 1) => ({
  id,
  createdMs: 0,
  startMs: startH * HOUR,
  lengthMs: lengthH * HOUR,
  needs: [1],
  hadIds: [],
  isTogether: false,
  usedShare,
});
const machine = (id: string) => ({ id, memoryBytes: 1, island: null });

test('watts are measured, or estimated from a range and how busy the lab is, or unknown', () => {
  const load = workLoadOf([{ measured, range }]);
  expect(load).toBe(0.5);
  expect(planWatts(measured, range, load)).toMatchObject({ idleWatts: 12, workWatts: 60, basis: 'measured' });
  expect(planWatts(null, range, load)).toMatchObject({ idleWatts: 10, workWatts: 60, basis: 'estimate' });
  expect(planWatts(null, range, null).basis).toBe('unknown');
  expect(planWatts(null, null, load).basis).toBe('unknown');
  expect(workLoadOf([])).toBeNull();
});

test('energy is idle all the time and work where a model was loaded, by the price of its hour', () => {
  const tariff = (price: number) => ({
    validFrom: new Date(0),
    currency: 'EUR',
    machineHourPrice: 0,
    electricityPricePerKwh: price,
    pue: 1,
  });
  const slots = [
    { from: new Date(0), to: new Date(2 * HOUR), tariff: tariff(1) },
    { from: new Date(2 * HOUR), to: new Date(4 * HOUR), tariff: tariff(10) },
  ];
  // From 1 h to 5 h, half of it with a model; the last hour is after the window.
  const placed = replayDemand([ask('a', 1, 4, 0.5)], [machine('a'), machine('b')]);
  const known = planWatts({ idleWatts: 1000, workWatts: 3000, workMs: HOUR }, null, null);
  const energy = planEnergy(placed, [known, planWatts(null, null, null)], slots);
  expect(energy).toMatchObject({ joules: 7 * 3_600_000, unknown: [1], isEstimate: false });
  // 2 kWh idle and 1 at work at 1, then 2 and 2 at 10.
  expect(energy.costs).toMatchObject([{ currency: 'EUR', electricity: 3 + 40 }]);
  expect(planEnergy(placed, [planWatts(null, null, null)], slots)).toMatchObject({ joules: null, costs: [] });
});

test('a sum tells each hour once: given within, given later, never', () => {
  const window = { fromMs: 0, toMs: 4 * HOUR };
  const demand = [ask('a', 0, 3), ask('b', 1, 3), { ...ask('c', 0, 2), needs: [1, 1] }];
  const found = sumReplay(replayDemand(demand, [machine('m')]), 1, window);
  expect(found).toMatchObject({
    atOnce: 1,
    waited: 1,
    never: 1,
    waitMs: 2 * HOUR,
    usualWaitMs: 2 * HOUR,
    askedMs: 10 * HOUR,
    givenMs: 4 * HOUR,
    givenLaterMs: 2 * HOUR,
    neverMs: 4 * HOUR,
    peak: { atMs: 0, machines: 1 },
  });
  expect(wantedAtOnce(demand, window, 4)).toEqual([4, 3, 2, 1]);
});
