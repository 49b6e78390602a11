import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// A pid alone names nothing: it is given again after a crash. Same answers as server/postgres/process-identity.ts.
export function startTime(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : fields[19];
    }
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || null;
  } catch {
    return null;
  }
}

export const identify = (pid) => ({ pid, startTime: startTime(pid) });

export const isAlive = (one) => Boolean(one?.startTime) && startTime(one.pid) === one.startTime;

// Each of ours leads its own process group.
export function signalGroup(one, signal) {
  if (!isAlive(one)) return;
  try {
    process.kill(-one.pid, signal);
  } catch {
    signalOne(one, signal);
  }
}

export function signalOne(one, signal) {
  try {
    if (isAlive(one)) process.kill(one.pid, signal);
  } catch {
    // It ended in between.
  }
}

// Asks, waits, then insists.
export async function endAll(ones, patienceMs) {
  for (const one of ones) signalOne(one, 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  while (ones.some(isAlive) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const one of ones) signalGroup(one, 'SIGKILL');
}
