import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processCommand } from './process-identity.ts';

const PATIENCE_MS = 15_000;

// We hold the portal lock, so a Postgres still on this folder belonged to a portal that was killed.
export async function stopLeftover(folder: string) {
  const pidFile = path.join(folder, 'postmaster.pid');
  const isOurs = (pid: number) => processCommand(pid).includes(` -D ${folder} `);
  const pid = readPid(pidFile);
  if (pid === null) return;
  if (!isOurs(pid)) {
    // A number given to someone else, or a zombie nobody collects: Postgres would take either for a running server.
    await untilDeserted(folder);
    if (exists(pid)) rmSync(pidFile, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  const patience = Date.now() + PATIENCE_MS;
  while (isOurs(pid)) {
    if (Date.now() > patience) process.kill(pid, 'SIGQUIT');
    if (Date.now() > patience + PATIENCE_MS)
      throw new Error(`An earlier Postgres (process ${pid}) on ${folder} does not stop.`);
    await wait(50);
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// Without the pid file nothing would keep a new server apart from a killed one's last backends, who need a moment
// to see that they are alone.
async function untilDeserted(folder: string) {
  if (process.platform !== 'linux') return;
  const patience = Date.now() + PATIENCE_MS;
  const isInside = (pid: string) => workingFolder(pid) === folder;
  while (readdirSync('/proc').some((name) => /^\d+$/.test(name) && isInside(name))) {
    if (Date.now() > patience) throw new Error(`Processes of an earlier Postgres still work in ${folder}.`);
    await wait(50);
  }
}

function workingFolder(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function readPid(pidFile: string): number | null {
  try {
    return Number(readFileSync(pidFile, 'utf8').split('\n')[0]) || null;
  } catch {
    return null;
  }
}
