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
    expect(run([reading(0, null), reading(1, null)])).toMatchObject({
      energyJoules: null,
      coveredMs: null,
      last: null,
    });
    expect(run([reading(0, 0), reading(1, 0)])).toMatchObject({ energyJoules: 0, coveredMs: 1000 });
  });

  describe('a hardware counter', () => {
    const powerSource = 'rapl_psys';
    const counted = (seconds: number, counterJoules: number | null, watts: number | null = null) =>
      reading(seconds, watts, { powerSource, counterJoules });
    const each = (from: number, to: number, joulesAt: (second: number) => number | null) =>
      Array.from({ length: to - from + 1 }, (_, index) => counted(from + index, joulesAt(from + index)));

    it('that beats each third second is counted whole, and its time too', () => {
      const counter = run(each(0, 30, (second) => Math.floor(second / 3) * 300));
      expect(counter).toMatchObject({ energyJoules: 3000, coveredMs: 30_000, late: null });
    });

    it('that stands still for half an hour measures nothing in that time; what comes late belongs to it', () => {
      const stuck = run([...each(0, 10, (second) => second * 100), ...each(11, 1810, () => 1000)]);
      expect(stuck).toMatchObject({ energyJoules: 1000, coveredMs: 10_000 });
      const moved = accumulate(stuck, counted(1811, 1000 + 1801 * 90));
      expect(moved).toMatchObject({ energyJoules: 1000, coveredMs: 10_000 });
      expect(moved.late).toEqual({ fromMonotonicMs: 10_000, toMonotonicMs: 1_811_000, joules: 1801 * 90 });
      expect(accumulate(moved, counted(1812, 1000 + 1801 * 90 + 70))).toMatchObject({
        energyJoules: 1070,
        coveredMs: 11_000,
        late: null,
      });
    });

    it('that the probe gives up meanwhile brings it late as well, if the meters were looked at all along', () => {
      const known = each(0, 10, (second) => second * 100);
      const silent = each(11, 100, () => null);
      expect(run([...known, ...silent, counted(101, 9000)]).late).toMatchObject({ joules: 8000 });
      expect(run([...known, counted(101, 9000)])).toMatchObject({ energyJoules: 1000, late: null });
    });

    it('that leaps beyond what the machine can have drawn meanwhile brings nothing late', () => {
      const stuck = [...each(0, 10, (second) => second * 100), ...each(11, 70, () => 1000)];
      const leapt = run([...stuck, counted(71, 1000 + 61 * 3 * 270 + 1)]);
      expect(leapt).toMatchObject({ energyJoules: 1000, coveredMs: 10_000, late: null });
    });

    it('brings nothing late of time that was counted from watts', () => {
      const watts = Array.from({ length: 60 }, (_, index) => counted(11 + index, null, 50));
      const counter = run([...each(0, 10, (second) => second * 100), ...watts, counted(71, 9000, 50)]);
      expect(counter).toMatchObject({ energyJoules: 1000 + 61 * 50, coveredMs: 71_000, late: null });
    });
  });

  it('leaves the counter it was given as it is', () => {
    const before = run([reading(0, 10), reading(1, 10)]);
    const copy = structuredClone(before);
    accumulate(before, reading(2, 10));
    expect(before).toEqual(copy);
  });
});
