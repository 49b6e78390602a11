import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

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
