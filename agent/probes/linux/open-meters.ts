import { join } from 'node:path';
import type { Probe, Reading } from '@/shared/schemas/machine.ts';
import { createCounterWatch } from '../counter-watch.ts';
import { cpuRatioBetween, type CpuTimes } from '../cpu-ratio.ts';
import type { Meters } from '../meters.ts';
import type { Run } from '../run.ts';
import { NVIDIA_QUERY, parseNvidiaSmi, type GpuReading } from './parse-nvidia-smi.ts';
import { parseMeminfo, parseNetDev, parseProcStat } from './parse-proc.ts';
import { openRapl, type RaplMeter } from './rapl.ts';
import { readTemperature } from './read-temperature.ts';
import { readText } from './read-text.ts';

type LinuxMeterOptions = { run: Run; root: string };
type Power = Pick<Reading, 'powerWatts' | 'powerSource' | 'counterJoules'>;

const NVIDIA_TIMEOUT_MS = 3000;

function readNvidia(run: Run, onWhy?: (why: string) => void): Promise<GpuReading | null> {
  const args = [`--query-gpu=${NVIDIA_QUERY.join(',')}`, '--format=csv,noheader,nounits'];
  return run('nvidia-smi', args, NVIDIA_TIMEOUT_MS, onWhy).then((text) =>
    text === null ? null : parseNvidiaSmi(text),
  );
}

/** Average watts since the counter moved last; one that stands still (as in some virtual machines) gives none. */
function openRaplPower(rapl: RaplMeter | null) {
  const watch = createCounterWatch();
  let problem: string | null = rapl === null ? 'not there, or only root may read it' : null;
  return {
    problem: () => problem,
    read: async (): Promise<Power | null> => {
      const joules = (await rapl?.readJoules()) ?? null;
      if (rapl === null || joules === null) {
        problem ??= 'can’t be read any more';
        return null;
      }
      const { perSecond, isStuck } = watch.look(joules, performance.now());
      problem = isStuck ? 'its counter stands still' : null;
      return { powerWatts: perSecond, powerSource: rapl.source, counterJoules: isStuck ? null : joules };
    },
  };
}

const NO_POWER: Power = { powerWatts: null, powerSource: null, counterJoules: null };

/**
 * The platform zone stands alone. Packages and cards add up to "components only": labelled by the weaker source,
 * and sampled, because only a part of the sum has a counter. `gpu` is undefined on machines without cards; a card
 * that goes silent takes the whole sum with it, for half a sum would look like less power.
 */
export function combinePower(
  rapl: Power | null,
  gpu: { powerWatts: number | null } | null | undefined,
): Power {
  if (gpu === undefined || rapl?.powerSource === 'rapl_psys') return rapl ?? NO_POWER;
  const gpuWatts = gpu?.powerWatts ?? null;
  if (gpuWatts === null || (rapl !== null && rapl.powerWatts === null)) return NO_POWER;
  return { powerWatts: (rapl?.powerWatts ?? 0) + gpuWatts, powerSource: 'nvml', counterJoules: null };
}

/** Meters of a Linux machine, read from the kernel's files under `root`; what is absent reads `null`. */
export async function openLinuxMeters({ run, root }: LinuxMeterOptions): Promise<Meters> {
  const raplPower = openRaplPower(await openRapl(root));
  // Asked once: spawning a missing program every second is waste.
  let nvidiaProblem = 'gave nothing';
  const hasNvidia = (await readNvidia(run, (why) => (nvidiaProblem = why))) !== null;
  let lastCpu: CpuTimes | null = null;
  const proc = (file: string): Promise<string> =>
    readText(join(root, 'proc', file)).then((text) => text ?? '');
  await raplPower.read();

  const read = async (): Promise<Reading> => {
    const [stat, meminfo, netDev, celsius, rapl, gpu] = await Promise.all([
      proc('stat'),
      proc('meminfo'),
      proc('net/dev'),
      readTemperature(root),
      raplPower.read(),
      hasNvidia ? readNvidia(run) : null,
    ]);
    const cpu = parseProcStat(stat);
    const cpuRatio = cpuRatioBetween(lastCpu, cpu);
    lastCpu = cpu ?? lastCpu;
    const memory = parseMeminfo(meminfo);
    const network = parseNetDev(netDev);
    return {
      ...combinePower(rapl, hasNvidia ? gpu : undefined),
      cpuRatio,
      gpuRatio: gpu?.utilisationRatio ?? null,
      memoryUsedBytes: memory.usedBytes,
      memoryTotalBytes: memory.totalBytes,
      temperatureCelsius: celsius ?? gpu?.celsius ?? null,
      networkRxBytes: network?.rxBytes ?? null,
      networkTxBytes: network?.txBytes ?? null,
    };
  };
  const evidence = (): Probe[] => {
    const problem = raplPower.problem();
    const at = new Date();
    return [
      { name: 'Energy of the processor', source: '/sys/class/powercap', at, ok: problem === null, problem },
      {
        name: 'Graphics cards',
        source: 'nvidia-smi',
        at,
        ok: hasNvidia,
        problem: hasNvidia ? null : nvidiaProblem,
      },
    ];
  };
  return { read, evidence, close: async () => {} };
}
