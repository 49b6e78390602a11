import { possible } from '../possible.ts';

/** `sysctl name…` without `-n`: lines `name: value`. A name the kernel doesn't know prints nothing here. */
export function parseSysctl(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([\w.]+)(?:: | = )(.*)$/gm)].map((match) => [
      match[1] ?? '',
      (match[2] ?? '').trim(),
    ]),
  );
}

/** A whole number above zero from parsed `sysctl` lines. */
export function sysctlNumber(values: ReadonlyMap<string, string>, name: string): number | null {
  const text = values.get(name) ?? '';
  return /^[1-9]\d*$/.test(text) ? possible(Number(text)) : null;
}

const BYTES_PER_MEBIBYTE = 1024 ** 2;
const MOST_MEBIBYTES = 2 ** 30;

/** How much the GPU may wire, from `iogpu.wired_limit_mb`; 0 leaves it to macOS. */
export function wiredLimit(values: ReadonlyMap<string, string>): number | null {
  const text = values.get('iogpu.wired_limit_mb') ?? '';
  if (!/^\d{1,10}$/.test(text) || Number(text) > MOST_MEBIBYTES) return null;
  return Number(text) * BYTES_PER_MEBIBYTE;
}

/** macOS's own number: 1 normal, 2 warning, 4 critical. */
export function memoryPressureLevel(values: ReadonlyMap<string, string>): number | null {
  const text = values.get('kern.memorystatus_vm_pressure_level') ?? '';
  return /^[124]$/.test(text) ? Number(text) : null;
}
