import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endAll, identify, isAlive } from './processes.mjs';
import { dataFolder } from './run.mjs';

// What a demo started, by pid and start time, so that the next one finds what a crash left running.
const file = path.join(dataFolder, 'run/demo.json');

export function runningAddress() {
  const demo = readJson(file);
  if (isAlive(demo?.demo)) return demo.url ?? 'an address it is still choosing';
  const portal = readJson(path.join(dataFolder, 'portal.lock'));
  const isOrphan = demo?.children?.some((child) => child.pid === portal?.pid);
  return isAlive(portal) && !isOrphan ? portal.address : null;
}

export async function endOrphans() {
  const orphans = (readJson(file)?.children ?? []).filter(isAlive);
  if (orphans.length === 0) return;
  console.log(`  Ending ${orphans.length} processes that an interrupted demo left behind …`);
  await endAll(orphans, 15_000);
}

export function recordDemo(url, children) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ demo: identify(process.pid), url, children }), {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
}

export const forgetDemo = () => rmSync(file, { force: true });

export function readJson(target) {
  try {
    return existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : null;
  } catch {
    return null;
  }
}
