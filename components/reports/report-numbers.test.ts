import { describe, expect, it } from 'vitest';
import { hours, isUncovered, kilowattHours, leadingHours, splitEnergy, usedRatio } from './report-numbers.ts';
import type { MachineRow } from './types.ts';

const row = (over: Partial<MachineRow>): MachineRow => ({
  machineId: 'm',
  machineName: 'Anjou',
  simulated: false,
  bookedMs: 0,
  usedMs: 0,
  measuredJoules: null,
  estimatedJoules: null,
  estimateBasis: null,
  sessionJoules: null,
  otherJoules: null,
  coveredMs: 0,
  windowMs: 1,
  powerSources: [],
  ...over,
});

describe('splitEnergy', () => {
  it('adds measured machines only, and the parts are the whole', () => {
    const split = splitEnergy([
      row({ measuredJoules: 100, sessionJoules: 60, otherJoules: 40 }),
      row({ measuredJoules: 11, sessionJoules: 0, otherJoules: 11 }),
      row({}),
    ]);
    expect(split).toEqual({ sessions: 60, other: 51, measured: 111 });
    expect(split!.sessions + split!.other).toBe(split!.measured);
  });

  it('is unknown, not zero, without a meter', () => expect(splitEnergy([row({})])).toBeNull());
});

it('writes hours and kilowatt-hours as the tables do', () => {
  expect([hours(1061 * 3_600_000), hours(0), kilowattHours(96.8 * 3.6e6), kilowattHours(0)]).toEqual([
    '1,061.0',
    '0.0',
    '96.8',
    '0',
  ]);
});

it('rounds a large figure, and never cuts it', () => {
  expect([772.9, 99.9, 1060.6, 0].map((it) => leadingHours(it * 3_600_000))).toEqual([
    '773',
    '99.9',
    '1,061',
    '0.0',
  ]);
});

it('knows no share of nothing', () => {
  expect([usedRatio({ bookedMs: 0, usedMs: 0 }), usedRatio({ bookedMs: 4, usedMs: 3 })]).toEqual([
    null,
    0.75,
  ]);
});

it('marks a day that was mostly not measured', () => {
  const day = {
    usedMs: 1,
    sessionJoules: 5,
    otherJoules: 5,
  };
  expect([
    isUncovered({ ...day, coverage: 0.4 }),
    isUncovered({ ...day, coverage: 0.96 }),
    isUncovered({ ...day, coverage: null }),
  ]).toEqual([true, false, false]);
});
