import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { root } from './node.mjs';
import { identify, isAlive } from './processes.mjs';
import { progress } from './run.mjs';

// Portals may be started side by side from one checkout: one prepares and builds, the others wait, and nobody builds
// anew under a portal that runs from here. Kept by pid and start time, so that what a crash left behind holds nothing.
const folder = path.join(root, 'node_modules/.cache/espalier');
const LOOK_MS = 200;

export async function withBuildLock(job, at = folder) {
  mkdirSync(at, { recursive: true });
  const file = path.join(at, 'build.lock');
  let done = null;
  while (!take(file)) {
    done ??= progress('Waiting for another start to finish its build');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  done?.();
  try {
    return await job();
  } finally {
    rmSync(file, { force: true });
  }
}

// link() is atomic and brings the content with it.
function take(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify(process.pid)));
  try {
    if (linkIfFree(own, file)) return true;
    if (!isAlive(readJson(file))) setAside(file, `${own}.stale`);
    return linkIfFree(own, file);
  } finally {
    rmSync(own, { force: true });
  }
}

function linkIfFree(own, file) {
  try {
    linkSync(own, file);
    return true;
  } catch {
    return false;
  }
}

// Two may both find the lock stale; whoever moved a living one puts it back.
function setAside(file, aside) {
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (isAlive(readJson(aside))) linkIfFree(aside, file);
  rmSync(aside, { force: true });
}

// A portal that runs from this checkout, until it ends.
export function noteRunning(pid, at = folder) {
  const running = path.join(at, 'running');
  mkdirSync(running, { recursive: true });
  const file = path.join(running, `${pid}.json`);
  writeFileSync(file, JSON.stringify(identify(pid)));
  return () => rmSync(file, { force: true });
}

export function listRunning(at = folder) {
  const running = path.join(at, 'running');
  if (!existsSync(running)) return [];
  return readdirSync(running).flatMap((name) => {
    const one = readJson(path.join(running, name));
    if (isAlive(one)) return [one.pid];
    rmSync(path.join(running, name), { force: true });
    return [];
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
