import { MOST_BYTES, MOST_WATTS } from '@/shared/schemas/bounds.ts';
import { possible } from '../possible.ts';
import { asObject, parseJsonObject, type JsonObject } from './parse-json.ts';

/** What Espalier takes from one line of `macmon pipe`. */
export type MacmonSample = {
  powerWatts: number | null;
  powerSource: 'smc_pstr' | 'ioreport_sum' | null;
  gpuRatio: number | null;
  temperatureCelsius: number | null;
  memoryUsedBytes: number | null;
  memoryTotalBytes: number | null;
};

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

function ratio(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? Math.min(1, value) : null;
}

/** Since 0.8 time busy; 0.7 only has `gpu_usage: [MHz, share]`, which is busy × clock. */
function gpuRatio(line: JsonObject): number | null {
  const usage = line['gpu_usage'];
  return ratio(line['gpu_active_ratio']) ?? ratio(Array.isArray(usage) ? usage[1] : null);
}

/**
 * `sys_power` is the whole machine, but 0 when its sensor can't be read, and never below `all_power`: where the two
 * are equal it is the chip's sum under another name. The chip alone is labelled as such.
 */
function power(line: JsonObject): Pick<MacmonSample, 'powerWatts' | 'powerSource'> {
  const machine = possible(positive(line['sys_power']), MOST_WATTS);
  const chip = possible(positive(line['all_power']), MOST_WATTS);
  if (machine !== null && machine !== chip) return { powerWatts: machine, powerSource: 'smc_pstr' };
  return { powerWatts: chip, powerSource: chip === null ? null : 'ioreport_sum' };
}

/** The hottest part; sensors at 0 or above 150 °C are broken. */
function hottest(temperatures: JsonObject | null): number | null {
  const degrees = [temperatures?.['cpu_temp_avg'], temperatures?.['gpu_temp_avg']].flatMap((value) => {
    const celsius = positive(value);
    return celsius !== null && celsius <= 150 ? [celsius] : [];
  });
  return degrees.length === 0 ? null : Math.max(...degrees);
}

/** One line of macmon 0.7 or 0.8 as the same record; `null` for a line that is no sample. */
export function parseMacmon(line: string): MacmonSample | null {
  const sample = parseJsonObject(line);
  if (sample === null || !('all_power' in sample || 'sys_power' in sample)) return null;
  const memory = asObject(sample['memory']);
  return {
    ...power(sample),
    gpuRatio: gpuRatio(sample),
    temperatureCelsius: hottest(asObject(sample['temp'])),
    memoryUsedBytes: possible(positive(memory?.['ram_usage']), MOST_BYTES),
    memoryTotalBytes: possible(positive(memory?.['ram_total']), MOST_BYTES),
  };
}
