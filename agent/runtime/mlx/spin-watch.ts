const LOOK_MS = 5000;
const FULL_CORE = 0.95;

/** For how long a process has kept a whole core busy. Looked at only while it is suspected: on macOS a look is a program. */
export function createSpinWatch(readCpuMs: () => number | null) {
  let last: { atMs: number; cpuMs: number } | null = null;
  let spinningMs = 0;
  return {
    look(nowMs: number, isSuspect: boolean): number {
      if (!isSuspect) {
        last = null;
        return (spinningMs = 0);
      }
      if (last !== null && nowMs - last.atMs < LOOK_MS) return spinningMs;
      const cpuMs = readCpuMs();
      if (cpuMs === null) return (spinningMs = 0);
      if (last !== null) {
        const passedMs = nowMs - last.atMs;
        spinningMs = cpuMs - last.cpuMs >= FULL_CORE * passedMs ? spinningMs + passedMs : 0;
      }
      last = { atMs: nowMs, cpuMs };
      return spinningMs;
    },
  };
}
