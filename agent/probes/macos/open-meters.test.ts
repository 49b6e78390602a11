import { describe, expect, it, vi } from 'vitest';
import { Reading } from '@/shared/schemas/machine.ts';
import { readFixture, replayMac } from '../fixtures/replay.ts';
import type { Run } from '../run.ts';
import { findMacmon, openMacMeters } from './open-meters.ts';
import { parseMacmon } from './parse-macmon.ts';
import type { Macmon } from './supervise-macmon.ts';

const sample = parseMacmon(await readFixture('macmon/0.8.2.ndjson'));

/** Stands for the supervised child, which has its own test with real processes. */
function playMacmon(latest: Macmon['latest'] = () => sample) {
  const started: string[] = [];
  let closed = 0;
  const startMacmon = (command: string): Macmon => {
    started.push(command);
    return { latest, close: async () => void (closed += 1) };
  };
  return { started, startMacmon, closed: () => closed };
}

describe('openMacMeters', () => {
  it('joins macmon and the system tools into one reading', async () => {
    const { startMacmon, started, closed } = playMacmon();
    const times = [
      { busy: 10, total: 100 },
      { busy: 40, total: 200 },
    ];
    const meters = await openMacMeters({
      run: replayMac('studio-m3-ultra'),
      startMacmon,
      readCpuTimes: () => times.shift() ?? { busy: 0, total: 0 },
    });
    expect((await meters.read()).cpuRatio).toBeNull();
    const reading = await meters.read();
    expect(Reading.safeParse(reading).error).toBeUndefined();
    expect(reading).toEqual({
      powerWatts: 183.25,
      powerSource: 'smc_pstr',
      counterJoules: null,
      cpuRatio: 0.3,
      gpuRatio: 0.98,
      memoryUsedBytes: (1_306_000 - 20_000 + 13_434_855 + 5000) * 16_384,
      memoryTotalBytes: 549_755_813_888,
      temperatureCelsius: 66.9,
      networkRxBytes: 6_294_967_296,
      networkTxBytes: 3_000_000_000,
    });
    await meters.close();
    expect(started).toEqual(['macmon']);
    expect(closed()).toBe(1);
  });

  it('takes what macmon says again and again under load for no reading, and says so', async () => {
    const { startMacmon } = playMacmon();
    let busy = 0;
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const meters = await openMacMeters({
        run: replayMac('studio-m3-ultra'),
        startMacmon,
        readCpuTimes: () => ({ busy: (busy += 80), total: (busy / 80) * 100 }),
      });
      const read = async () => {
        vi.advanceTimersByTime(1000);
        return (await meters.read()).powerWatts;
      };
      for (let second = 0; second < 10; second += 1) expect(await read()).toBe(183.25);
      expect(meters.evidence?.()).toMatchObject([{ ok: true, problem: null }]);
      for (let second = 0; second < 5; second += 1) await read();
      expect(await read()).toBeNull();
      expect(meters.evidence?.()).toMatchObject([
        { ok: false, problem: 'says the same again and again while there is load' },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says why there is no macmon', async () => {
    const meters = await openMacMeters({ run: replayMac('bare-mac') });
    await meters.read();
    expect(meters.evidence?.()).toMatchObject([
      { source: 'macmon pipe', ok: false, problem: 'not installed' },
    ]);
    const crashing: Run = async (command, _args, _timeoutMs, onWhy) => {
      onWhy?.(command === '/usr/local/bin/macmon' ? 'was ended by SIGSEGV' : 'not installed');
      return null;
    };
    const broken = await openMacMeters({ run: crashing });
    expect(broken.evidence?.()).toMatchObject([{ problem: 'was ended by SIGSEGV' }]);
    await meters.close();
    await broken.close();
  });

  it('has no power, not zero, while macmon is silent, and reads the GPU from ioreg', async () => {
    const { startMacmon } = playMacmon(() => null);
    const meters = await openMacMeters({ run: replayMac('studio-m3-ultra'), startMacmon });
    expect(await meters.read()).toMatchObject({
      powerWatts: null,
      powerSource: null,
      temperatureCelsius: null,
      gpuRatio: 0.37,
    });
    await meters.close();
  });

  it('uses memory_pressure where vm_stat is absent', async () => {
    const meters = await openMacMeters({ run: replayMac('notebook-m5') });
    expect((await meters.read()).memoryUsedBytes).toBe(Math.round(34_359_738_368 * 0.29));
    await meters.close();
  });

  it('reads null throughout on a Mac without tools', async () => {
    const meters = await openMacMeters({ run: async () => null });
    const { cpuRatio: _, ...rest } = await meters.read();
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
    await meters.close();
  });

  it('finds a macmon that is installed or gets well later', async () => {
    let isThere = false;
    const replay = replayMac('studio-m3-ultra');
    const run: Run = async (command, args, timeoutMs) =>
      command === 'macmon' && !isThere ? null : replay(command, args, timeoutMs);
    const { startMacmon, started } = playMacmon();
    const meters = await openMacMeters({ run, startMacmon, searchEveryMs: 0 });
    expect((await meters.read()).powerWatts).toBeNull();
    isThere = true;
    await expect.poll(async () => (await meters.read()).powerWatts).toBe(183.25);
    expect(started).toEqual(['macmon']);
    await meters.close();
  });
});

describe('findMacmon', () => {
  it('takes the first one that gives a sample, not the first that exists', async () => {
    const line = await readFixture('macmon/0.8.2.ndjson');
    const run: Run = async (command) => {
      if (command === '/opt/homebrew/bin/macmon') return 'thread main panicked\n';
      return command === '/opt/local/bin/macmon' ? line : null;
    };
    expect(await findMacmon(run)).toBe('/opt/local/bin/macmon');
    expect(await findMacmon(async () => null)).toBeNull();
  });
});
