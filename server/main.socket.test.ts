import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { freePort } from './postgres/embedded.ts';

const dataFolder = mkdtempSync(path.join(tmpdir(), 'espalier-main-'));
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

/** Starts the portal in a way that can't work and waits for its end. */
function runPortal(env: Record<string, string>): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'server/main.ts'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', ESPALIER_DATA: dataFolder, ...env },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, errors }));
  });
}

test('a wrong environment variable ends the start with its name and no stack', async () => {
  const { code, errors } = await runPortal({ PORT: 'many' });
  expect(code).toBe(1);
  expect(errors).toMatch(/^Espalier could not start: Wrong environment variables/);
  expect(errors).toContain('PORT');
  expect(errors).not.toMatch(/\n\s+at .*\(/);
});

test('a database that does not answer is said in one line', async () => {
  const { code, errors } = await runPortal({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
  expect(code).toBe(1);
  expect(errors.trim()).toBe(
    'Espalier could not start: The database named in DATABASE_URL does not answer (ECONNREFUSED). Start it, or correct the address.',
  );
});

/** Of one Postgres, before it is killed. */
const ANSWERS = 15;

/** A folder to start a portal in that has no build: Next locks its own, where one may be working on the portal. */
function makeStartFolder(): string {
  mkdirSync('.data', { recursive: true });
  const folder = mkdtempSync(path.resolve('.data/main-'));
  mkdirSync(path.join(folder, 'app'));
  writeFileSync(path.join(folder, 'app/page.jsx'), 'export default () => null;');
  const config = { turbopack: { root: process.cwd() } };
  writeFileSync(path.join(folder, 'next.config.mjs'), `export default ${JSON.stringify(config)};`);
  symlinkSync(path.resolve('prisma'), path.join(folder, 'prisma'));
  return folder;
}

test('a database that ends again and again ends its portal too, with code 1 and why', async () => {
  const [start, data] = [makeStartFolder(), mkdtempSync(path.join(tmpdir(), 'espalier-ends-'))];
  // The system user that Postgres runs as must get in.
  chmodSync(data, 0o755);
  const port = await freePort();
  const { DATABASE_URL: _other, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('server/main.ts')], {
    cwd: start,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...env,
      NODE_ENV: 'development',
      LOG_LEVEL: 'fatal',
      ESPALIER_DATA: data,
      PORT: String(port),
      TSX_TSCONFIG_PATH: path.resolve('tsconfig.json'),
    },
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    for (const it of [start, data]) rmSync(it, { recursive: true, maxRetries: 20, retryDelay: 100 });
  });
  const answers = new Map<string, number>();
  await until(
    async () => {
      if (child.exitCode !== null) return true;
      const answer = await fetch(`http://127.0.0.1:${port}/api/ready`).catch(() => null);
      if (!answer?.ok) return false;
      const [pid] = readFileSync(path.join(data, 'postgres/data/postmaster.pid'), 'utf8').split('\n');
      const count = (answers.get(pid!) ?? 0) + 1;
      answers.set(pid!, count);
      // Killed before its portal has seen that it is up, it would be a start that failed, which is tried again for longer.
      if (count === ANSWERS) process.kill(Number(pid), 'SIGKILL');
      return false;
    },
    'the portal has ended',
    50_000,
  );
  expect(await ended).toBe(1);
  expect(said).toContain('Postgres ends again and again; its log says why.');
});
