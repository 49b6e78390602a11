import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listRunning, noteRunning, withBuildLock } from './build-lock.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'espalier-lock-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('builds from one checkout follow each other', async () => {
  const order = [];
  const build = (name) =>
    withBuildLock(async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    }, folder);
  await Promise.all([build('one'), build('two')]);
  expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});

test('a failed build lets the next one in, and so does a lock that a crash left behind', async () => {
  await expect(withBuildLock(() => Promise.reject(new Error('broken')), folder)).rejects.toThrow('broken');
  writeFileSync(path.join(folder, 'build.lock'), JSON.stringify({ pid: process.pid, startTime: 'another' }));
  expect(await withBuildLock(async () => 'built', folder)).toBe('built');
});

test('a portal is known to run from here until it ends', () => {
  const forget = noteRunning(process.pid, folder);
  writeFileSync(path.join(folder, 'running/1.json'), JSON.stringify({ pid: 1, startTime: 'another' }));
  expect(listRunning(folder)).toEqual([process.pid]);
  forget();
  expect(listRunning(folder)).toEqual([]);
});
