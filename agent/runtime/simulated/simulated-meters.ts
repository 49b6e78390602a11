import { seededRandom } from '@/shared/domain/seeded-random.ts';
import {
  celsiusAt,
  COOL_CELSIUS,
  cpuAt,
  DECODING,
  gpuAt,
  levelOf,
  LOADING,
  networkAt,
  SYSTEM_MEMORY_BYTES,
  wattRange,
  wattsAt,
} from '@/shared/domain/simulated-power.ts';
import { unmanagedBytes } from '@/shared/domain/unmanaged.ts';
import type { Reading } from '@/shared/schemas/machine.ts';
import type { Meters } from '../../probes/index.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import { countAnswers, type SimulatedLoad } from './simulated-load.ts';

/** Meters that follow the load smoothly, with a noise that is the same for the same seed. */
export function openSimulatedMeters(machine: SimulatedMachine, load: SimulatedLoad, seed: number): Meters {
  const random = seededRandom(seed);
  const range = wattRange(machine.model);
  const memoryTotalBytes = machine.facts.memoryBytes ?? 0;
  let activity = 0;
  let noise = 0;
  let temperature = COOL_CELSIUS;
  let networkRxBytes = 0;
  let networkTxBytes = 0;

  const read = (): Reading => {
    if (load.isAsleep) return NOTHING;
    const answers = load.sessionId === null ? 0 : countAnswers(load.sessionId, new Date());
    const target = answers > 0 ? DECODING : load.isLoading ? LOADING : 0;
    activity += (target - activity) * 0.55;
    noise = noise * 0.8 + (random() - 0.5) * 0.04;
    // A GPU that hangs looks busy and draws next to nothing.
    const level = load.isWedged ? 0.05 : levelOf(activity, noise);
    temperature += (celsiusAt(level) - temperature) * 0.05;
    const isBusy = answers > 0 || load.isLoading;
    networkRxBytes += Math.round(networkAt(isBusy) * (0.8 + random() * 0.4));
    networkTxBytes += Math.round(networkAt(isBusy) * (0.8 + random() * 0.4));
    const used =
      SYSTEM_MEMORY_BYTES * (1 + noise * 0.1) +
      load.modelBytes * load.loadedRatio +
      load.heldBytes +
      unmanagedBytes(machine.facts.unmanaged);
    return {
      powerWatts: round(wattsAt(range, level), 1),
      powerSource: 'simulated',
      counterJoules: null,
      cpuRatio: round(cpuAt(activity, noise), 3),
      gpuRatio: load.isWedged ? 1 : round(gpuAt(level, answers > 0), 3),
      memoryUsedBytes: Math.round(Math.min(memoryTotalBytes, used)),
      memoryTotalBytes,
      temperatureCelsius: round(temperature, 1),
      networkRxBytes,
      networkTxBytes,
    };
  };
  return { read: () => Promise.resolve(read()), close: () => Promise.resolve() };
}

const NOTHING: Reading = {
  powerWatts: null,
  powerSource: null,
  counterJoules: null,
  cpuRatio: null,
  gpuRatio: null,
  memoryUsedBytes: null,
  memoryTotalBytes: null,
  temperatureCelsius: null,
  networkRxBytes: null,
  networkTxBytes: null,
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
