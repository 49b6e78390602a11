import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { processStartTime } from './processes.ts';

type Holder = { pid: number; startTime: string };

/**
 * Takes a lock file for this process; null when another living process holds it. A holder counts as living only if
 * pid and start time both fit, so a crash leaves nothing to clean by hand.
 */
export function takeLock(file: string): { release(): void } | { holderPid: number } {
  mkdirSync(dirname(file), { recursive: true });
  const mine: Holder = { pid: process.pid, startTime: processStartTime(process.pid) ?? '' };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && processStartTime(holder.pid) === holder.startTime)
      return { holderPid: holder.pid };
    rmSync(file, { force: true });
  }
  throw new Error(`The lock ${file} could not be taken. Remove it if no other agent runs here.`);
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Half-written by a process that died, or just released.
    return null;
  }
}
