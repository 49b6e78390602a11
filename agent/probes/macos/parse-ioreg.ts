import { readSerial } from '@/shared/domain/serials.ts';

/** Busy share of the GPU, 0 to 1, from `ioreg -r -c IOAccelerator -d 1`. */
export function parseGpuUtilisation(text: string): number | null {
  const match = /"Device Utilization %"\s*=\s*(\d+)/.exec(text);
  const percent = match === null ? null : Number(match[1]);
  return percent === null || percent > 100 ? null : percent / 100;
}

/** GPU cores from `ioreg -r -c AGXAccelerator -d 1`. */
export function parseGpuCores(text: string): number | null {
  const cores = Number(/"gpu-core-count"\s*=\s*(\d+)/.exec(text)?.[1] ?? 0);
  return cores > 0 ? cores : null;
}

/** The host's own id from `ioreg -r -c IOPlatformExpertDevice -d 1`. Hash it before it goes anywhere. */
export function parsePlatformUuid(text: string): string | null {
  return /"IOPlatformUUID"\s*=\s*"([0-9A-Fa-f-]+)"/.exec(text)?.[1] ?? null;
}

/** The serial number that stands on the case, from the same report. */
export const parsePlatformSerial = (text: string): string | null =>
  readSerial(/"IOPlatformSerialNumber"\s*=\s*"([^"\n]*)"/.exec(text)?.[1]);

/** Both of it; null when neither is there. */
export function parsePlatform(text: string): { uuid: string | null; serial: string | null } | null {
  const found = { uuid: parsePlatformUuid(text), serial: parsePlatformSerial(text) };
  return found.uuid === null && found.serial === null ? null : found;
}

/** Whether the lid is closed; a desktop has no such entry. */
export function parseLid(text: string): boolean | null {
  const state = /"AppleClamshellState"\s*=\s*(Yes|No)\b/.exec(text)?.[1];
  return state === undefined ? null : state === 'Yes';
}
