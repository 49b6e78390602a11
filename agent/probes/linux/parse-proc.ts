import { MOST_BYTES } from '@/shared/schemas/bounds.ts';
import type { CpuTimes } from '../cpu-ratio.ts';
import { possible } from '../possible.ts';

/** Busy and total ticks since boot from /proc/stat: `cpu user nice system idle iowait irq softirq steal guest …`. */
export function parseProcStat(text: string): CpuTimes | null {
  const line = text.split('\n').find((candidate) => candidate.startsWith('cpu '));
  // Guest time is already inside user time.
  const ticks = line?.trim().split(/\s+/).slice(1, 9).map(Number) ?? [];
  if (ticks.length < 4 || ticks.some((value) => !Number.isFinite(value))) return null;
  const total = ticks.reduce((sum, value) => sum + value, 0);
  if (possible(total) === null || ticks.some((value) => value < 0)) return null;
  return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
}

/** Bytes from /proc/meminfo. Used is what is not available: caches that can be given back don't count. */
export function parseMeminfo(text: string): { totalBytes: number | null; usedBytes: number | null } {
  const kilobytes = (name: string): number | null => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text);
    return match === null ? null : possible(Number(match[1]), MOST_BYTES / 1024);
  };
  const total = kilobytes('MemTotal');
  const available = kilobytes('MemAvailable');
  return {
    totalBytes: total === null ? null : total * 1024,
    usedBytes: total === null || available === null ? null : Math.max(0, total - available) * 1024,
  };
}

/** Their traffic passes a real interface as well and would count twice. */
const VIRTUAL_INTERFACE = /^(lo|veth|docker|br-|virbr|ifb|tun|tap|wg|dummy|cni|flannel|cali)/;

/** Bytes received and sent since boot over the machine's own interfaces, from /proc/net/dev. */
export function parseNetDev(text: string): { rxBytes: number; txBytes: number } | null {
  let found = false;
  let rxBytes = 0;
  let txBytes = 0;
  for (const line of text.split('\n')) {
    const match = /^\s*([^\s:]+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/.exec(line);
    if (match === null || VIRTUAL_INTERFACE.test(match[1] ?? '')) continue;
    const [rx, tx] = [possible(Number(match[2])), possible(Number(match[3]))];
    if (rx === null || tx === null) continue;
    found = true;
    rxBytes += rx;
    txBytes += tx;
  }
  return found ? { rxBytes, txBytes } : null;
}

/** `KEY=value` or `KEY="value"` lines of /etc/os-release. */
export function parseOsRelease(text: string): Map<string, string> {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\n]*))$/gm)];
  return new Map(pairs.map((match) => [match[1] ?? '', match[2] ?? match[3] ?? match[4] ?? '']));
}

/** The processor's name from /proc/cpuinfo; Arm kernels print none. */
export function parseCpuName(text: string): string | null {
  return /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? null;
}
