import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { Reading } from '@/shared/schemas/machine.ts';
import type { Meters } from '../../probes/index.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import { countAnswers, type SimulatedLoad } from './simulated-load.ts';

const SYSTEM_MEMORY_BYTES = 9_500_000_000;
/** Apple gives no figure for some Macs; a simulated one still wants watts to draw. */
const FALLBACK_IDLE_WATTS = 6;
const FALLBACK_MAX_WATTS = 60;
/** Decoding waits for memory and does not draw what a stress test does. */
const DECODING = 0.72;
const LOADING = 0.3;

/** Meters that follow the load smoothly, with a noise that is the same for the same seed. */
export function openSimulatedMeters(machine: SimulatedMachine, load: SimulatedLoad, seed: number): Meters {
  const random = seededRandom(seed);
  const idle = machine.model.idleWatts ?? FALLBACK_IDLE_WATTS;
  const most = machine.model.maxWatts ?? FALLBACK_MAX_WATTS;
  const memoryTotalBytes = machine.facts.memoryBytes ?? 0;
  let activity = 0;
  let noise = 0;
  let temperature = 38;
  let networkRxBytes = 0;
  let networkTxBytes = 0;

  const read = (): Reading => {
    const answers = load.sessionId === null ? 0 : countAnswers(load.sessionId, new Date());
    const target = answers > 0 ? DECODING : load.isLoading ? LOADING : 0;
    activity += (target - activity) * 0.55;
    noise = noise * 0.8 + (random() - 0.5) * 0.04;
    const level = Math.min(1, Math.max(0, activity + noise * (0.2 + activity)));
    temperature += (38 + 34 * level - temperature) * 0.05;
    const isBusy = answers > 0 || load.isLoading;
    networkRxBytes += Math.round((isBusy ? 4_000_000 : 3000) * (0.8 + random() * 0.4));
    networkTxBytes += Math.round((isBusy ? 4_000_000 : 2500) * (0.8 + random() * 0.4));
    const used = SYSTEM_MEMORY_BYTES * (1 + noise * 0.1) + load.modelBytes * load.loadedRatio;
    return {
      powerWatts: round(idle + (most - idle) * level, 1),
      powerSource: 'simulated',
      counterJoules: null,
      cpuRatio: round(Math.min(1, 0.02 + Math.abs(noise) + activity * 0.12), 3),
      gpuRatio: round(answers > 0 ? Math.min(1, level * 1.3) : level * 0.2, 3),
      memoryUsedBytes: Math.round(Math.min(memoryTotalBytes, used)),
      memoryTotalBytes,
      temperatureCelsius: round(temperature, 1),
      networkRxBytes,
      networkTxBytes,
    };
  };
  return { read: () => Promise.resolve(read()), close: () => Promise.resolve() };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
