import { describe, expect, it } from 'vitest';
import { accumulate, type EnergyCounter, type PowerReading } from './energy-counter.ts';

const reading = (
  seconds: number,
  powerWatts: number | null,
  more: Partial<PowerReading> = {},
): PowerReading => ({
  atMonotonicMs: seconds * 1000,
  powerWatts,
  powerSource: 'smc_pstr',
  counterJoules: null,
  maxPowerWatts: 270,
  ...more,
});

const run = (readings: PowerReading[]): EnergyCounter =>
  readings.reduce<EnergyCounter | null>(accumulate, null) ?? accumulate(null, reading(0, null));

const steady = (from: number, to: number, watts: number): PowerReading[] =>
  Array.from({ length: to - from + 1 }, (_, index) => reading(from + index, watts));

describe('accumulate', () => {
  it('counts 100 W over an hour as 0.1 kWh', () => {
    const counter = run(steady(0, 3600, 100));
    expect(counter.energyJoules).toBeCloseTo(360_000, 6);
    expect(counter.coveredMs).toBe(3_600_000);
  });

  it('adds neither energy nor covered time over a missing hour', () => {
    const counter = run([...steady(0, 100, 50), ...steady(3700, 3800, 50)]);
    expect(counter.energyJoules).toBeCloseTo(200 * 50, 6);
    expect(counter.coveredMs).toBe(200_000);
  });

  it('believes no counter and no meter that says more than any machine draws, rated or not', () => {
    const rapl = { powerSource: 'rapl_psys' as const, maxPowerWatts: null };
    const counted = (joules: number, seconds: number) =>
      reading(seconds, null, { ...rapl, counterJoules: joules });
    expect(run([counted(0, 0), counted(4e307, 1), counted(4e307 + 50, 2)]).energyJoules).toBe(0);
    expect(run([counted(0, 0), counted(50, 1)]).energyJoules).toBe(50);
    expect(run([reading(0, 1e308, rapl), reading(1, 1e308, rapl)]).energyJoules).toBeNull();
  });

  it('bridges ten seconds and not a moment more', () => {
    expect(run([reading(0, 10), reading(10, 10)])).toMatchObject({ energyJoules: 100, coveredMs: 10_000 });
    expect(run([reading(0, 10), reading(10.001, 10)])).toMatchObject({ energyJoules: 0, coveredMs: 0 });
  });

  it('takes trapezoids of momentary power and rectangles of interval averages', () => {
    expect(run([reading(0, 10), reading(2, 30)]).energyJoules).toBe(40);
    for (const powerSource of ['ioreport_sum', 'rapl_psys', 'rapl_pkg_dram'] as const) {
      expect(run([reading(0, 10, { powerSource }), reading(2, 30, { powerSource })]).energyJoules).toBe(60);
    }
    for (const powerSource of ['plug_meter', 'nvml', 'simulated', 'declared'] as const) {
      expect(run([reading(0, 10, { powerSource }), reading(2, 30, { powerSource })]).energyJoules).toBe(40);
    }
  });

  it('draws no line between two kinds of meter', () => {
    expect(run([reading(0, 100), reading(1, 20, { powerSource: 'ioreport_sum' })]).energyJoules).toBe(20);
    expect(run([reading(0, 20, { powerSource: 'ioreport_sum' }), reading(1, 100)]).energyJoules).toBe(100);
  });

  it('prefers a hardware counter to sampled power', () => {
    const powerSource = 'rapl_psys';
    const readings = [
      reading(0, 10, { powerSource, counterJoules: 500 }),
      reading(1, 10, { powerSource, counterJoules: 537 }),
    ];
    expect(run(readings)).toMatchObject({ energyJoules: 37, coveredMs: 1000 });
  });

  it('counts a counter without watts', () => {
    const powerSource = 'rapl_psys';
    const readings = [
      reading(0, null, { powerSource, counterJoules: 0 }),
      reading(1, null, { powerSource, counterJoules: 37 }),
    ];
    expect(run(readings)).toMatchObject({ energyJoules: 37, coveredMs: 1000 });
  });

  it.each([
    ['a counter that fell', 400],
    ['a counter that leapt beyond three times the rating', 500 + 3 * 270 + 1],
  ])('falls back to watts for %s', (_, counterJoules) => {
    const powerSource = 'rapl_psys';
    const readings = [
      reading(0, 10, { powerSource, counterJoules: 500 }),
      reading(1, 12, { powerSource, counterJoules }),
    ];
    expect(run(readings)).toMatchObject({ energyJoules: 12, coveredMs: 1000 });
  });

  it('ignores readings that are doubled or out of order', () => {
    const inOrder = run([reading(0, 10), reading(1, 20), reading(2, 30)]);
    const disordered = run([
      reading(0, 10),
      reading(1, 20),
      reading(1, 90),
      reading(0.5, 90),
      reading(2, 30),
    ]);
    expect(disordered).toEqual(inOrder);
  });

  it.each([null, Number.NaN, -1, Number.POSITIVE_INFINITY, 3 * 270 + 1])('takes %s W as missing', (watts) => {
    expect(run([reading(0, 10), reading(1, watts), reading(2, 10)])).toMatchObject({
      energyJoules: 20,
      coveredMs: 2000,
    });
  });

  it('keeps a high reading of a machine whose rating is unknown', () => {
    expect(
      run([reading(0, 900, { maxPowerWatts: null }), reading(1, 900, { maxPowerWatts: null })]).energyJoules,
    ).toBe(900);
  });

  it('stays "not measured" on a machine without a meter, and zero watts is a measurement', () => {
    expect(run([reading(0, null), reading(1, null)])).toEqual({
      energyJoules: null,
      coveredMs: null,
      last: null,
    });
    expect(run([reading(0, 0), reading(1, 0)])).toMatchObject({ energyJoules: 0, coveredMs: 1000 });
  });

  it('leaves the counter it was given as it is', () => {
    const before = run([reading(0, 10), reading(1, 10)]);
    const copy = structuredClone(before);
    accumulate(before, reading(2, 10));
    expect(before).toEqual(copy);
  });
});
