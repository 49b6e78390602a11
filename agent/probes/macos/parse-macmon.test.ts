import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/replay.ts';
import { parseMacmon } from './parse-macmon.ts';

const sampleOf = async (name: string) => parseMacmon(await readFixture(`macmon/${name}.ndjson`));
const line = (more: object): string => JSON.stringify({ sys_power: 92, all_power: 47.5, ...more });

describe('parseMacmon', () => {
  it('reads 0.7, 0.8.0 and 0.8.2 as the same record', async () => {
    const expected = {
      powerWatts: 183.25,
      powerSource: 'smc_pstr',
      gpuRatio: 0.98,
      temperatureCelsius: 66.9,
      memoryUsedBytes: 213_674_622_976,
      memoryTotalBytes: 549_755_813_888,
    };
    for (const version of ['0.7', '0.8.0', '0.8.2']) expect(await sampleOf(version)).toEqual(expected);
  });

  it('takes the machine, not the chip, as the power: on a GPU load they differ by half', () => {
    expect(parseMacmon(line({}))).toMatchObject({ powerWatts: 92, powerSource: 'smc_pstr' });
  });

  it('falls back to the chip, labelled, where the machine reads 0.0, and drops broken temperatures', async () => {
    expect(await sampleOf('no-pstr')).toMatchObject({
      powerWatts: 47.5,
      powerSource: 'ioreport_sum',
      temperatureCelsius: null,
    });
  });

  it.each([
    ['the two are one number', { sys_power: 47.5 }, 47.5, 'ioreport_sum'],
    ['neither is there', { sys_power: 0, all_power: 0 }, null, null],
    ['both are broken', { sys_power: -1, all_power: 'x' }, null, null],
  ])('calls it by its name when %s', (_, more, powerWatts, powerSource) => {
    expect(parseMacmon(line(more))).toMatchObject({ powerWatts, powerSource });
  });

  it('prefers time busy to busy × clock', () => {
    const usage = { gpu_usage: [461, 0.02] };
    expect(parseMacmon(line({ gpu_active_ratio: 0.09, ...usage }))?.gpuRatio).toBe(0.09);
    expect(parseMacmon(line(usage))?.gpuRatio).toBe(0.02);
    expect(parseMacmon(line({ gpu_active_ratio: 1.02 }))?.gpuRatio).toBe(1);
    expect(parseMacmon(line({ gpu_usage: 'x' }))?.gpuRatio).toBeNull();
  });

  it.each(['', 'Error: failed to read sensors', '{"timestamp":', '[]', '{"timestamp":"2026-11-22"}', 'null'])(
    'takes no sample from %j',
    (text) => {
      expect(parseMacmon(text)).toBeNull();
    },
  );
});
