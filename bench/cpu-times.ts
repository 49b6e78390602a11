import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in ticks of a hundredth of a second. */
const TICK_MS = 10;

type Stat = { pid: number; parentPid: number; ownMs: number; waitedMs: number };

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold spaces.
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (index: number): number => Number(rest[index]);
    const ownMs = (ticks(11) + ticks(12)) * TICK_MS;
    return { pid, parentPid: ticks(1), ownMs, waitedMs: (ticks(13) + ticks(14)) * TICK_MS };
  } catch {
    return null;
  }
}

/** CPU these processes have used so far, without their children. */
export const ownCpuMs = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + (statOf(pid)?.ownMs ?? 0), 0);

/** CPU the children of a process have used, those included that have ended. */
export function childrenCpuMs(parentPid: number): number {
  const all = readdirSync('/proc').flatMap((entry) =>
    /^\d+$/.test(entry) ? (statOf(Number(entry)) ?? []) : [],
  );
  const sum = (pid: number): number =>
    all.filter((it) => it.parentPid === pid).reduce((ms, it) => ms + it.ownMs + it.waitedMs + sum(it.pid), 0);
  return sum(parentPid);
}

/** CPU of a process and of all it has started, those included that have ended. */
export function familyCpuMs(pid: number): number {
  const it = statOf(pid);
  return it === null ? 0 : it.ownMs + it.waitedMs + childrenCpuMs(pid);
}

export const parentOf = (pid: number): number => statOf(pid)?.parentPid ?? 0;
