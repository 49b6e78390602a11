import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Reading } from '@/shared/schemas/machine.ts';
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

function readNvidia(run: Run): Promise<GpuReading | null> {
  const args = [`--query-gpu=${NVIDIA_QUERY.join(',')}`, '--format=csv,noheader,nounits'];
  return run('nvidia-smi', args, NVIDIA_TIMEOUT_MS).then((text) =>
    text === null ? null : parseNvidiaSmi(text),
  );
}

/** Average watts since the look before, from the RAPL counter. */
function openRaplPower(rapl: RaplMeter | null): () => Promise<Power | null> {
  let last: { joules: number; atMs: number } | null = null;
  return async () => {
    const joules = (await rapl?.readJoules()) ?? null;
    if (rapl === null || joules === null) return null;
    const atMs = performance.now();
    const powerWatts =
      last === null || atMs <= last.atMs ? null : ((joules - last.joules) / (atMs - last.atMs)) * 1000;
    last = { joules, atMs };
    return { powerWatts, powerSource: rapl.source, counterJoules: joules };
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
  const readRaplPower = openRaplPower(await openRapl(root));
  // Asked once: spawning a missing program every second is waste.
  const hasNvidia = (await readNvidia(run)) !== null;
  let lastCpu: CpuTimes | null = null;
  const proc = (file: string): Promise<string> =>
    readText(join(root, 'proc', file)).then((text) => text ?? '');
  await readRaplPower();

  const read = async (): Promise<Reading> => {
    const [stat, meminfo, netDev, celsius, rapl, gpu] = await Promise.all([
      proc('stat'),
      proc('meminfo'),
      proc('net/dev'),
      readTemperature(root),
      readRaplPower(),
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
  return { read, close: async () => {} };
}
