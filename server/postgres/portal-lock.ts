import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { processStartTime } from './process-identity.ts';

type Holder = { pid: number; startTime: string | null; address: string };

export class DataFolderInUseError extends Error {
  readonly code = 'DATA_FOLDER_IN_USE';
}

// Held by pid and start time: a file left behind by a crash holds nothing.
export function takePortalLock(dataFolder: string, address: string): () => void {
  const file = path.join(dataFolder, 'portal.lock');
  const own = `${file}.${process.pid}`;
  const holder: Holder = { pid: process.pid, startTime: processStartTime(process.pid), address };
  writeFileSync(own, JSON.stringify(holder), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (linkIfFree(own, file)) return () => release(file, holder);
      const other = readHolder(file);
      if (other && isAlive(other)) throw inUse(dataFolder, other);
      setAside(file, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new Error(`The lock ${file} changes hands too quickly; start again.`);
}

function inUse(dataFolder: string, other: Holder) {
  return new DataFolderInUseError(
    `Espalier already runs on ${dataFolder} at ${other.address} (process ${other.pid}). Stop it first, or set ESPALIER_DATA to another folder.`,
  );
}

// link() is atomic and brings the content with it: nobody ever reads a half-written lock.
function linkIfFree(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

// Two starters may both find the lock stale; whoever moved a living one puts it back.
function setAside(file: string, aside: string) {
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) linkIfFree(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, own: Holder) {
  const holder = readHolder(file);
  if (holder?.pid === own.pid && holder.startTime === own.startTime) rmSync(file, { force: true });
}

const isAlive = (holder: Holder) =>
  holder.startTime !== null && processStartTime(holder.pid) === holder.startTime;

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** Who runs on this data folder now: a portal, or a command that has started its Postgres. */
export function readPortalHolder(dataFolder: string): { pid: number; address: string } | null {
  const holder = readHolder(path.join(dataFolder, 'portal.lock'));
  return holder && isAlive(holder) ? holder : null;
}
