import { describe, expect, it } from 'vitest';
import { energyBetween, type CounterPoint } from './energy.ts';
import { seededRandom } from './seeded-random.ts';

const START = Date.UTC(2026, 10, 24, 20);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const point = (
  seconds: number,
  energyJoules: number | null,
  coveredSeconds: number = seconds,
  more: Partial<CounterPoint> = {},
): CounterPoint => ({
  bootId: 'one',
  at: at(seconds),
  energyJoules,
  coveredMs: energyJoules === null ? null : coveredSeconds * 1000,
  powerSource: energyJoules === null ? null : 'smc_pstr',
  ...more,
});

describe('energyBetween', () => {
  it('takes the difference of the counter', () => {
    const points = [point(0, 1000, 0), point(60, 7000, 60)];
    expect(energyBetween(points, at(0), at(60))).toEqual({
      joules: 6000,
      coveredMs: 60_000,
      windowMs: 60_000,
      sources: ['smc_pstr'],
    });
  });

  it('cuts at the edges by a straight line', () => {
    const points = [point(0, 0), point(60, 6000), point(120, 18_000)];
    expect(energyBetween(points, at(30), at(90))).toMatchObject({ joules: 3000 + 6000, coveredMs: 60_000 });
  });

  it('shows a missing hour as missing coverage, not as energy', () => {
    const points = [point(0, 0), point(600, 60_000), point(4200, 60_000, 600), point(4800, 120_000, 1200)];
    expect(energyBetween(points, at(0), at(4800))).toMatchObject({
      joules: 120_000,
      coveredMs: 1_200_000,
      windowMs: 4_800_000,
    });
    expect(energyBetween(points, at(1000), at(4000))).toMatchObject({
      joules: null,
      coveredMs: 0,
      sources: [],
    });
  });

  it('ends a segment at a boot and counts the new one from its own first reading', () => {
    const points = [
      point(0, 0),
      point(60, 6000),
      point(70, 10, 0, { bootId: 'two' }),
      point(130, 3010, 60, { bootId: 'two' }),
    ];
    expect(energyBetween(points, at(0), at(130))).toMatchObject({
      joules: 9000,
      coveredMs: 120_000,
      windowMs: 130_000,
    });
  });

  it('is never negative and never counts twice when the wall clock was set back', () => {
    const points = [point(0, 0, 0), point(10, 1000, 10), point(5, 2000, 20), point(20, 3000, 30)];
    const { joules, coveredMs } = energyBetween(points, at(0), at(20));
    expect(joules).toBe(3000);
    expect(coveredMs).toBeLessThanOrEqual(20_000);
    expect(energyBetween(points, at(5), at(10)).joules ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('knows no energy outside what was read and on a machine without a meter', () => {
    expect(energyBetween([point(0, 0), point(60, 10)], at(100), at(200)).joules).toBeNull();
    expect(energyBetween([point(0, null), point(60, null)], at(0), at(60))).toMatchObject({
      joules: null,
      coveredMs: 0,
    });
    expect(energyBetween([], at(0), at(60)).joules).toBeNull();
  });

  it('names every source that took part, best first', () => {
    const points = [point(0, 0), point(10, 10, 10, { powerSource: 'ioreport_sum' }), point(20, 20)];
    expect(energyBetween(points, at(0), at(20)).sources).toEqual(['smc_pstr', 'ioreport_sum']);
    expect(energyBetween(points, at(0), at(10)).sources).toEqual(['ioreport_sum']);
  });

  it('adds up over any cuts, with gaps, boots and disorder', () => {
    const random = seededRandom(20_261_124);
    for (let round = 0; round < 300; round += 1) {
      const points: CounterPoint[] = [];
      let [seconds, joules, covered] = [0, 0, 0];
      let bootId = 'boot 0';
      for (let step = 0; step < 40; step += 1) {
        const elapsed = 0.5 + random() * (random() < 0.1 ? 5000 : 3);
        seconds += elapsed;
        if (random() < 0.05) [bootId, joules, covered] = [`boot ${step}`, 0, 0];
        else if (elapsed <= 10) [joules, covered] = [joules + random() * 200 * elapsed, covered + elapsed];
        points.push(point(seconds, random() < 0.05 ? null : joules, covered, { bootId }));
      }
      points.sort(() => random() - 0.5);
      const cuts = Array.from({ length: 6 }, () => random() * seconds * 1.1).toSorted((a, b) => a - b);
      const parts = cuts.slice(1).map((cut, index) => energyBetween(points, at(cuts[index] ?? 0), at(cut)));
      const whole = energyBetween(points, at(cuts[0] ?? 0), at(cuts[5] ?? 0));
      const sum = parts.reduce((total, part) => total + (part.joules ?? 0), 0);
      expect(Math.abs(sum - (whole.joules ?? 0))).toBeLessThan(1e-6);
      const coveredMs = parts.reduce((total, part) => total + part.coveredMs, 0);
      expect(Math.abs(coveredMs - whole.coveredMs)).toBeLessThan(1e-5);
      for (const part of parts) expect(part.joules ?? 0).toBeGreaterThanOrEqual(0);
    }
  });
});
