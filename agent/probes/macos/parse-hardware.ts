import { MOST_BYTES } from '@/shared/schemas/bounds.ts';
import { possible } from '../possible.ts';
import { asObjects, asText, parseJsonObject } from './parse-json.ts';

export type HardwareFacts = {
  hwModel: string | null;
  chip: string | null;
  cpuCores: number | null;
  gpuCores: number | null;
  memoryBytes: number | null;
  /** Only ever hashed. */
  platformUuid: string | null;
};

const UNIT_BYTES: Record<string, number> = { MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

function parseMemory(text: string | null): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(MB|GB|TB)$/.exec(text ?? '');
  const unit = UNIT_BYTES[match?.[2] ?? ''];
  return match === null || unit === undefined
    ? null
    : possible(Math.round(Number(match[1]) * unit), MOST_BYTES);
}

/** `proc 32:24:8` (macOS 15), `proc 32:24:8:0` (macOS 26), or a plain number in a virtual machine. */
function parseProcessors(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0 ? value : null;
  const match = /^(?:proc )?(\d+)/.exec(asText(value) ?? '');
  return match === null ? null : Number(match[1]);
}

/** `system_profiler -json SPHardwareDataType SPDisplaysDataType`. Serial numbers in it are never read. */
export function parseHardware(text: string): HardwareFacts | null {
  const report = parseJsonObject(text);
  const [hardware] = asObjects(report?.['SPHardwareDataType']);
  const displays = asObjects(report?.['SPDisplaysDataType']);
  if (hardware === undefined) return null;
  // Absent or "0" on some Macs without a display.
  const gpuCores = displays
    .map((display) => Number(asText(display['sppci_cores']) ?? 0))
    .find((cores) => cores > 0);
  return {
    hwModel: asText(hardware['machine_model']),
    chip: asText(hardware['chip_type']),
    cpuCores: parseProcessors(hardware['number_processors']),
    gpuCores: gpuCores ?? null,
    memoryBytes: parseMemory(asText(hardware['physical_memory'])),
    platformUuid: asText(hardware['platform_UUID']),
  };
}
