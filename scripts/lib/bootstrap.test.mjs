import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readImports } from './checks.mjs';
import { isNewEnough } from './node.mjs';
import { firstFree, isFree } from './ports.mjs';
import { endAll, identify, isAlive } from './processes.mjs';
import { hashOf } from './stamps.mjs';

test.each([
  ['v20.20.2', false],
  ['v22.11.0', false],
  ['v22.12.0', true],
  ['v24.21.0', true],
])('Node %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

test('a stamp changes with content, names and new files, not with tests', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-stamps-'));
  const write = (name, text) => writeFileSync(path.join(folder, name), text);
  mkdirSync(path.join(folder, 'inner'));
  write('inner/a.ts', 'one');
  const first = hashOf([folder]);
  expect(hashOf([folder])).toBe(first);
  write('inner/a.test.ts', 'a test');
  expect(hashOf([folder])).toBe(first);
  write('inner/a.ts', 'two');
  const second = hashOf([folder]);
  expect(second).not.toBe(first);
  write('inner/b.ts', '');
  expect(hashOf([folder])).not.toBe(second);
  expect(hashOf([folder], 'salt')).not.toBe(hashOf([folder]));
  rmSync(folder, { recursive: true });
});

test('a port in use is passed over', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  expect(await isFree(port)).toBe(false);
  expect(await firstFree(port)).toBeGreaterThan(port);
  server.close();
});

test('a process is known by pid and start time, and ended when it ignores the request', async () => {
  const child = spawn(
    process.execPath,
    ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  await once(child.stdout, 'data');
  const one = identify(child.pid);
  expect(isAlive(one)).toBe(true);
  expect(isAlive({ ...one, startTime: 'another' })).toBe(false);
  const exited = once(child, 'exit');
  await endAll([one], 200);
  expect((await exited)[1]).toBe('SIGKILL');
  expect(isAlive(one)).toBe(false);
});

test('an import check that read nothing is a failure', () => {
  const answer = (totalCruised) =>
    readImports(0, JSON.stringify({ summary: { violations: [], totalCruised } }));
  expect(answer(0).isOk).toBe(false);
  expect(answer(3).isOk).toBe(true);
});
