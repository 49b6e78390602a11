import { readFileSync } from 'node:fs';

/**
 * Milliseconds on a clock that never jumps and keeps running while the machine sleeps, so that a lease does not
 * survive a closed lid. macOS: libuv reads mach_continuous_time. Linux: CLOCK_MONOTONIC stands still in sleep, the
 * kernel's uptime does not.
 */
export function continuousNowMs(): number {
  if (process.platform !== 'linux') return Number(process.hrtime.bigint() / 1000n) / 1000;
  const nowMs = performance.now();
  if (nowMs - readAtMs > READ_EVERY_MS) {
    const aheadMs = readUptimeMs(nowMs) - nowMs;
    // The file counts in hundredths: less is no sleep, and must not set the clock back.
    if (Math.abs(aheadMs - uptimeAheadMs) > GRAIN_MS) uptimeAheadMs = aheadMs;
    readAtMs = nowMs;
  }
  return nowMs + uptimeAheadMs;
}

/** Every step of an answer asks for the time, and the file need not be read as often: a sleep shows this much later. */
const READ_EVERY_MS = 100;
let readAtMs = Number.NEGATIVE_INFINITY;
const GRAIN_MS = 20;
let uptimeAheadMs = 0;

function readUptimeMs(otherwiseMs: number): number {
  const uptimeSeconds = Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));
  return Number.isFinite(uptimeSeconds) ? uptimeSeconds * 1000 : otherwiseMs;
}
