import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

type Stat = { pid: number; pgid: number; isZombie: boolean; startTime: string; cpuTicks: number };

/** When the kernel started this process, as text to compare; null when there is no such living process. */
export function processStartTime(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat === null || stat.isZombie ? null : stat.startTime;
  }
  return ps(['-o', 'lstart=', '-p', String(pid)]).trim() || null;
}

const TICKS_PER_SECOND = 100;

/** What a process has used of all cores since its start, in milliseconds; null when there is no such process. */
export function processCpuMs(pid: number): number | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat === null ? null : (stat.cpuTicks / TICKS_PER_SECOND) * 1000;
  }
  return parseCpuTime(ps(['-o', 'cputime=', '-p', String(pid)]));
}

/** `[[days-]hours:]minutes:seconds` as `ps` prints it. */
export function parseCpuTime(text: string): number | null {
  const [, days = '0', hours = '0', minutes, seconds] =
    /^\s*(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)\s*$/.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return null;
  const whole = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return Math.round((whole * 60 + Number(seconds.replace(',', '.'))) * 1000);
}

/** Living members of a process group. A zombie is not living: nobody may ever reap it in a container. */
export function groupMembers(pgid: number): number[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readStat(Number(name)))
      .filter((stat) => stat !== null && stat.pgid === pgid && !stat.isZombie)
      .map((stat) => stat!.pid);
  }
  return ps(['-A', '-o', 'pid=,pgid=,stat='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, state]) => group === String(pgid) && !state?.startsWith('Z'))
    .map(([pid]) => Number(pid));
}

/**
 * Living processes that carry `name=value` in the environment they were started with, whatever group they moved to.
 * Costs a look at every process: for endings and starts, not for every second.
 */
export function markedProcesses(name: string, value: string): number[] {
  const wanted = `${name}=${value}`;
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && readText(`/proc/${pid}/environ`)?.split('\0').includes(wanted))
      .map(Number)
      .filter((pid) => processStartTime(pid) !== null);
  }
  return ps(['-A', '-E', '-ww', '-o', 'pid=,command='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.includes(wanted))
    .map(([pid]) => Number(pid));
}

/** Living processes that carry a variable of that name in the environment they were started with, whatever its value. */
export function carriersOf(name: string): number[] {
  const start = `${name}=`;
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter(
        (pid) =>
          /^\d+$/.test(pid) &&
          readText(`/proc/${pid}/environ`)
            ?.split('\0')
            .some((it) => it.startsWith(start)),
      )
      .map(Number);
  }
  return ps(['-A', '-E', '-ww', '-o', 'pid=,command='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.some((it) => it.startsWith(start)))
    .map(([pid]) => Number(pid));
}

/** Kills one process; one that has just ended is fine. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Signals a whole group; false when nobody was left to get it. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pgid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function readStat(pid: number): Stat | null {
  const text = readText(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name in brackets may hold anything; the fields behind it are numbers: state ppid pgrp … utime stime (14th, 15th) … starttime (22nd).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    pgid: Number(fields[2]),
    isZombie: fields[0] === 'Z' || fields[0] === 'X',
    startTime: fields[19] ?? '',
    cpuTicks: Number(fields[11]) + Number(fields[12]),
  };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Gone between listing and reading, or another user's: not ours either way.
    return null;
  }
}

function ps(args: string[]): string {
  try {
    return execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch {
    // ps fails when it finds nobody.
    return '';
  }
}
