import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import type { Probe, Reading } from '@/shared/schemas/machine.ts';
import { createStillnessWatch } from '../counter-watch.ts';
import { cpuRatioBetween, type CpuTimes } from '../cpu-ratio.ts';
import type { Meters } from '../meters.ts';
import type { Run } from '../run.ts';
import { readTool } from './commands.ts';
import { parseGpuUtilisation } from './parse-ioreg.ts';
import { parseMacmon, type MacmonSample } from './parse-macmon.ts';
import { parseMemoryPressure } from './parse-memory-pressure.ts';
import { parseNetstat } from './parse-netstat.ts';
import { parseSysctl, sysctlNumber } from './parse-sysctl.ts';
import { parseVmStat } from './parse-vm-stat.ts';
import { superviseMacmon, type Macmon } from './supervise-macmon.ts';

export type MacMeterOptions = {
  run: Run;
  /** Starts the supervised child; tests hand in their own. */
  startMacmon?: (command: string) => Macmon;
  readCpuTimes?: () => CpuTimes;
  /** How often to look for a macmon that was not there, or not well, at the start. */
  searchEveryMs?: number;
};

/** Homebrew, MacPorts and cargo put it here; a daemon's PATH names none of them. */
const MACMON_PLACES = [
  '/opt/homebrew/bin/macmon',
  '/usr/local/bin/macmon',
  '/opt/local/bin/macmon',
  join(homedir(), '.cargo/bin/macmon'),
  'macmon',
];
const PREFLIGHT_ARGS = ['pipe', '-s', '1', '-i', '100'];
const PREFLIGHT_MS = 5000;
/** From here on a machine's sensors never stand still. */
const BUSY_CPU_RATIO = 0.1;

/** The first macmon that really gives a sample: old versions crash on newer chips. */
export async function findMacmon(run: Run, onWhy?: (why: string) => void): Promise<string | null> {
  let why = 'not installed';
  const note = (it: string): void => {
    // Of several places the one where it is says more.
    if (it !== 'not installed') why = it;
  };
  for (const command of MACMON_PLACES) {
    const text = await run(command, PREFLIGHT_ARGS, PREFLIGHT_MS, note);
    if (text !== null && text.split('\n').some((line) => parseMacmon(line) !== null)) return command;
    if (text !== null) note('gave no sample');
  }
  onWhy?.(why);
  return null;
}

function sumCpuTimes(): CpuTimes {
  const totals = cpus().map(({ times }) => ({
    total: times.user + times.nice + times.sys + times.idle + times.irq,
    idle: times.idle,
  }));
  const total = totals.reduce((sum, core) => sum + core.total, 0);
  return { total, busy: total - totals.reduce((sum, core) => sum + core.idle, 0) };
}

/** `memory_pressure` knows a share only; it is asked when `vm_stat` says nothing. */
async function readMemoryUsed(run: Run, totalBytes: number | null): Promise<number | null> {
  const used = await readTool(run, 'vmStat', parseVmStat);
  if (used !== null || totalBytes === null) return used;
  const free = await readTool(run, 'memoryPressure', parseMemoryPressure);
  return free === null ? null : Math.round(totalBytes * (1 - free));
}

/** Finds and starts macmon; looks again now and then, in the background, while there is none. */
function openMacmon({
  run,
  startMacmon = (command) => superviseMacmon({ command }),
  searchEveryMs = 300_000,
}: MacMeterOptions) {
  let macmon: Macmon | null = null;
  let searching: Promise<void> | null = null;
  let searchedAtMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  let problem: string | null = null;
  const search = async (): Promise<void> => {
    const command = await findMacmon(run, (why) => (problem = why));
    if (command !== null && !isClosed) macmon = startMacmon(command);
    searchedAtMs = performance.now();
    searching = null;
  };
  return {
    search,
    problem: (): string | null =>
      macmon === null ? problem : macmon.latest() === null ? 'gives nothing' : null,
    latest: (): MacmonSample | null => {
      const isDue = macmon === null && performance.now() - searchedAtMs >= searchEveryMs;
      if (isDue) searching ??= search();
      return macmon?.latest() ?? null;
    },
    close: async (): Promise<void> => {
      isClosed = true;
      await searching;
      await macmon?.close();
    },
  };
}

/**
 * Meters of a Mac: power, GPU and temperature from a supervised `macmon`, the rest from the system's own tools.
 * Without macmon there is no power, and the GPU's use comes from `ioreg`. Watts of `ioreport_sum` are the chip only.
 */
export async function openMacMeters(options: MacMeterOptions): Promise<Meters> {
  const { run, readCpuTimes = sumCpuTimes } = options;
  const macmon = openMacmon(options);
  await macmon.search();
  const kernel = await readTool(run, 'sysctl', parseSysctl);
  const memoryBytes = kernel === null ? null : sysctlNumber(kernel, 'hw.memsize');
  let lastCpu: CpuTimes | null = null;
  let lastCpuRatio: number | null = null;
  const stillness = createStillnessWatch();
  let isStuck = false;

  const read = async (): Promise<Reading> => {
    const newest = macmon.latest();
    isStuck =
      newest !== null && stillness.look(newest, performance.now(), (lastCpuRatio ?? 0) >= BUSY_CPU_RATIO);
    const sample = isStuck ? null : newest;
    const memoryTotalBytes = memoryBytes ?? sample?.memoryTotalBytes ?? null;
    const [memoryUsedBytes, network, gpuUse] = await Promise.all([
      readMemoryUsed(run, memoryTotalBytes),
      readTool(run, 'netstat', parseNetstat),
      sample === null ? readTool(run, 'gpuUse', parseGpuUtilisation) : null,
    ]);
    const cpu = readCpuTimes();
    const cpuRatio = cpuRatioBetween(lastCpu, cpu);
    lastCpu = cpu;
    lastCpuRatio = cpuRatio;
    return {
      powerWatts: sample?.powerWatts ?? null,
      powerSource: sample?.powerSource ?? null,
      counterJoules: null,
      cpuRatio,
      gpuRatio: sample?.gpuRatio ?? gpuUse,
      memoryUsedBytes: memoryUsedBytes ?? sample?.memoryUsedBytes ?? null,
      memoryTotalBytes,
      temperatureCelsius: sample?.temperatureCelsius ?? null,
      networkRxBytes: network?.rxBytes ?? null,
      networkTxBytes: network?.txBytes ?? null,
    };
  };
  const evidence = (): Probe[] => {
    const problem = isStuck ? 'says the same again and again while there is load' : macmon.problem();
    const source = 'macmon pipe';
    return [
      { name: 'Power, GPU use and temperature', source, at: new Date(), ok: problem === null, problem },
    ];
  };
  return { read, evidence, close: macmon.close };
}
