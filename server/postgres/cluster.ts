import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBinaries, isOpenToOthers, type PostgresBinaries } from './native-binaries.ts';

const SYSTEM_USER = 'espalier';
const SYSTEM_FOLDER = '/var/lib/espalier';
const MAJOR_VERSION = '18';

export type Owner = { uid: number; gid: number };
export type Cluster = { folder: string; password: string; owner: Owner | null; binaries: PostgresBinaries };

// Only what Postgres needs: our environment holds secrets.
export const postgresEnvironment = (): NodeJS.ProcessEnv => ({
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH,
  LC_ALL: 'C',
  TZ: 'UTC',
});

// Postgres refuses root, so under root everything below belongs to a system user.
export async function prepareCluster(dataFolder: string): Promise<Cluster> {
  const isRoot = process.getuid?.() === 0;
  const home = prepareHome(path.join(dataFolder, 'postgres'), isRoot);
  const folder = path.join(home, 'data');
  const owner = isRoot ? clusterOwner(folder) : null;
  const binaries = findPostgresBinaries(isRoot ? SYSTEM_FOLDER : null);
  const password = readOrMakePassword(path.join(home, 'password'));
  if (!existsSync(folder)) await initialise({ folder, password, owner, binaries });
  if (!isRoot && statSync(folder).uid !== process.getuid?.()) {
    throw new Error(
      `The database in ${folder} belongs to another user (it was made by root?): start as that user, or set ESPALIER_DATA.`,
    );
  }
  const version = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new Error(
      `The database in ${folder} was made by Postgres ${version}; this is Postgres ${MAJOR_VERSION}. Dump it with the old version and load it here.`,
    );
  }
  return { folder, password, owner, binaries };
}

// A clone in a closed folder (/root) can't hold data of another user: then a link leads to the system's place for it.
function prepareHome(home: string, isRoot: boolean): string {
  if (existsSync(home)) return realpathSync(home);
  mkdirSync(path.dirname(home), { recursive: true });
  if (!isRoot || isOpenToOthers(path.dirname(home))) {
    mkdirSync(home, { mode: 0o755 });
  } else {
    const elsewhere = path.join(SYSTEM_FOLDER, `data-${randomBytes(6).toString('hex')}`);
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    symlinkSync(elsewhere, home);
  }
  return realpathSync(home);
}

function clusterOwner(folder: string): Owner {
  if (existsSync(folder)) {
    const { uid, gid } = statSync(folder);
    return { uid, gid };
  }
  return findSystemUser() ?? createSystemUser();
}

function findSystemUser(): Owner | null {
  try {
    const id = (flag: string) =>
      Number(
        execFileSync('id', [flag, SYSTEM_USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

function createSystemUser(): Owner {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', SYSTEM_USER]],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', SYSTEM_USER]],
  ];
  for (const [command, args] of ways) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
      const user = findSystemUser();
      if (user) return user;
    } catch {
      continue;
    }
  }
  throw new Error(
    `Postgres refuses to run as root, and no system user "${SYSTEM_USER}" could be made: start Espalier as a normal user.`,
  );
}

function readOrMakePassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

// Made beside its place and moved there when complete: an interrupted initdb leaves no half database.
async function initialise({ folder, password, owner, binaries }: Cluster) {
  const unfinished = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const file of [unfinished, passwordFile]) chownSync(file, owner.uid, owner.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        '--username=espalier',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { ...owner, cwd: '/', env: postgresEnvironment() },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, folder);
}
