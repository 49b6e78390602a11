import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** CPU seconds of this process, and of Postgres with all it has started so far. Linux. */
export function cpuSecondsOf(postgresPid: number): number {
  const { user, system } = process.cpuUsage();
  const ticks = readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .map(statOf)
    .filter((it) => it !== null && (it.pid === postgresPid || it.parent === postgresPid))
    .reduce((sum, it) => sum + it!.ticks, 0);
  return (user + system) / 1e6 + ticks / TICKS_PER_SECOND;
}

function statOf(pid: string): { pid: number; parent: number; ticks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it is numbers.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
    return {
      pid: Number(pid),
      parent: Number(fields[1]),
      ticks: user! + system! + endedUser! + endedSystem!,
    };
  } catch {
    return null;
  }
}
