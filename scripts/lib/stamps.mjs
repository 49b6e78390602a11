import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const isTest = (file) => /\.(test|spec)\.(tsx?|mjs)$/.test(file);
const IGNORED = new Set(['node_modules', 'generated', '__pycache__']);

export function hashOf(paths, salt = '') {
  const hash = createHash('sha256').update(`${salt}\0${process.platform}-${process.arch}\0`);
  for (const file of paths.flatMap(filesUnder))
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

// Which files there are, whatever is in them.
export function hashOfNames(paths) {
  return createHash('sha256').update(paths.flatMap(filesUnder).join('\0')).digest('hex');
}

export function isStamped(file, hash) {
  return existsSync(file) && readFileSync(file, 'utf8') === hash;
}

export function writeStamp(file, hash) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, hash);
}

function filesUnder(target) {
  if (!existsSync(target)) return [];
  if (statSync(target).isFile()) return isTest(target) ? [] : [target];
  return readdirSync(target)
    .filter((name) => !IGNORED.has(name))
    .sort()
    .flatMap((name) => filesUnder(path.join(target, name)));
}
