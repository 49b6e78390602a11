import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { fault, fine, type Finding, warning } from './finding.ts';

const run = promisify(execFile);
const GB = 1e9;
const FULL_BYTES = GB;
const SCARCE_BYTES = 5 * GB;

export function lookAtNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return fine('Node', version);
  return fault(
    'Node',
    `this is ${version}; Espalier needs 22.12 or newer.`,
    'Install Node 24 from https://nodejs.org.',
  );
}

/** For the agent and its ranks alone; a portal does without. */
export async function lookAtPython(command = 'python3'): Promise<Finding> {
  const remedy =
    'Install Python 3.11 or newer (macOS: brew install python), if this computer is to run models.';
  try {
    const { stdout } = await run(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      timeout: 10_000,
    });
    const [major = 0, minor = 0] = stdout.trim().split('.').map(Number);
    if (major > 3 || (major === 3 && minor >= 11)) return fine('Python', stdout.trim());
    return warning('Python', `this is ${stdout.trim()}; models want 3.11 or newer.`, remedy);
  } catch {
    return warning('Python', 'there is none on the PATH. A portal does without.', remedy);
  }
}

/** One that isn't there yet is judged by where it will be made. */
const existing = (folder: string): string =>
  existsSync(folder) || folder === path.dirname(folder) ? folder : existing(path.dirname(folder));

export async function lookAtFolder(about: string, folder: string): Promise<Finding[]> {
  const at = existing(folder);
  try {
    await access(at, constants.R_OK | constants.W_OK);
  } catch (error) {
    return [
      fault(
        about,
        `${folder} can’t be written (${(error as NodeJS.ErrnoException).code}).`,
        `Give it to whoever starts Espalier: sudo chown -R "$USER" ${folder}`,
      ),
    ];
  }
  const { bavail, bsize, blocks } = await statfs(at);
  const [free, all] = [bavail * bsize, blocks * bsize];
  const told = `${(free / GB).toFixed(1)} GB of ${(all / GB).toFixed(0)} GB are free at ${folder}`;
  const remedy = `See what takes it: du -xhd1 ${folder} | sort -h`;
  if (free < FULL_BYTES) return [fault(about, `${told}: the database stops when the disk is full.`, remedy)];
  return [free < SCARCE_BYTES ? warning(about, `${told}.`, remedy) : fine(about, `${told}.`)];
}

/** The file that signs sign-ins is its owner's alone. */
export function lookAtSecret(dataFolder: string): Finding {
  const file = path.join(dataFolder, 'secret');
  if (!existsSync(file)) return fine('Secret', 'it is made at the first start.');
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return fine('Secret', 'it is its owner’s alone.');
  return fault(
    'Secret',
    `others may read ${file} (${mode.toString(8)}): with it anybody can sign in as anybody.`,
    `chmod 600 ${file}`,
  );
}

/** `ours`: the portal that runs on this data folder, whose port it may be. */
export async function lookAtPort(host: string, port: number, ours: number | null): Promise<Finding> {
  const code = await new Promise<string | null>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
  if (code === null) return fine('Port', `${port} on ${host} is free: nothing runs there.`);
  const by = await listenerOf(port);
  if (code === 'EADDRINUSE' && ours !== null && (by === null || by.pid === ours))
    return fine('Port', `${port} is this portal’s own (process ${ours}).`);
  // With a Postgres of one's own the data folder doesn't say which portals run.
  if (code === 'EADDRINUSE' && (await isPortal(host, port)))
    return fine('Port', `${port} is a running portal’s own${by ? ` (process ${by.pid})` : ''}.`);
  if (code === 'EADDRINUSE')
    return fault(
      'Port',
      `${port} on ${host} is taken${by ? ` by ${by.name} (process ${by.pid})` : ''}.`,
      `Choose another: PORT=${port + 1} npm start${by ? `; or end that: kill ${by.pid}` : ''}`,
    );
  if (code === 'EACCES')
    return fault(
      'Port',
      `${port} is for root alone.`,
      'Choose one above 1024, with a proxy in front: docs/install.md',
    );
  return fault(
    'Port',
    `nothing can listen at ${host}:${port} (${code}).`,
    'Correct HOST: an address of this computer, or 0.0.0.0',
  );
}

async function isPortal(host: string, port: number): Promise<boolean> {
  const options = { host: host === '0.0.0.0' ? '127.0.0.1' : host, port, path: '/api/health', timeout: 3000 };
  const ask = async (get: (to: object) => http.ClientRequest, more: object): Promise<boolean> => {
    try {
      const asking = get({ ...options, ...more });
      asking.once('timeout', () => asking.destroy());
      const [answer] = (await once(asking, 'response')) as [http.IncomingMessage];
      return /"alive":\s*true/.test(await text(answer));
    } catch {
      return false;
    }
  };
  // Whose certificate it is, is looked at with the address.
  return (await ask(http.get, {})) || ask(https.get, { rejectUnauthorized: false });
}

async function listenerOf(port: number): Promise<{ pid: number; name: string } | null> {
  const ask = async (command: string, args: string[], pattern: RegExp) => {
    const { stdout } = await run(command, args, { timeout: 10_000 });
    return pattern.exec(stdout)?.groups;
  };
  const found =
    (await ask(
      'lsof',
      ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'],
      /^p(?<pid>\d+)\nc(?<name>.+)$/m,
    ).catch(() => null)) ??
    (await ask('ss', ['-Hltnp', `sport = :${port}`], /\("(?<name>[^"]+)",pid=(?<pid>\d+)/).catch(() => null));
  return found ? { pid: Number(found['pid']), name: found['name']! } : null;
}
