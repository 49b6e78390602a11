import { readFileSync } from 'node:fs';

/**
 * Milliseconds on a clock that never jumps and keeps running while the machine sleeps, so that a lease does not
 * survive a closed lid. macOS: libuv reads mach_continuous_time. Linux: CLOCK_MONOTONIC stands still in sleep, the
 * kernel's uptime does not.
 */
export function continuousNowMs(): number {
  if (process.platform === 'linux') {
    const uptimeSeconds = Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));
    if (Number.isFinite(uptimeSeconds)) return uptimeSeconds * 1000;
  }
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
