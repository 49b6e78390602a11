import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { isAlive, identify } from './processes.mjs';
import { supervise } from './supervise.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'espalier-supervise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const times = { provenMs: 0, firstWaitMs: 1, longestWaitMs: 4, wellMs: 60_000 };
let count = 0;
/** A program that adds a letter to a file each time it is started, and then does `script` with how often that was. */
function program(script) {
  const file = path.join(folder, `starts-${(count += 1)}`);
  writeFileSync(file, '');
  const text = `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(file)}, 'x');
    const starts = fs.readFileSync(${JSON.stringify(file)}, 'utf8').length; ${script}`;
  return { args: ['-e', text], starts: () => readFileSync(file, 'utf8').length };
}
const run = (args, more = {}) => supervise(process.execPath, args, { times, say: () => undefined, ...more });

test('what crashes is started again and said so; what ends in order ends it', async () => {
  const { args, starts } = program(
    `if (starts === 1) process.kill(process.pid, 'SIGKILL'); process.exit(starts < 3 ? 7 : 0)`,
  );
  const said = [];
  expect(await run(args, { say: (it) => said.push(it) })).toBe(0);
  expect(starts()).toBe(3);
  expect(said).toEqual([
    'The portal ended by SIGKILL; it is started again in 1 s.',
    'The portal ended with code 7; it is started again in 1 s.',
  ]);
});

test('a first start that fails at once is a person’s to mend', async () => {
  const { args, starts } = program('process.exit(3)');
  expect(await run(args, { times: { ...times, provenMs: 60_000 } })).toBe(3);
  expect(starts()).toBe(1);
});

test('a signal is passed on, waited for, and nothing is started after it', async () => {
  const { args, starts } = program(
    `process.on('SIGTERM', () => setTimeout(() => process.exit(0), 20)); setInterval(() => 0, 1000); fs.appendFileSync(${JSON.stringify(path.join(folder, 'ready'))}, 'x')`,
  );
  let child = null;
  const ending = run(args, { onStart: (pid) => ((child = identify(pid)), () => undefined) });
  await vi.waitFor(() => expect(readFileSync(path.join(folder, 'ready'), 'utf8')).toBe('x'), 10_000);
  process.emit('SIGTERM', 'SIGTERM');
  expect(await ending).toBe(0);
  expect(isAlive(child)).toBe(false);
  expect(starts()).toBe(1);
});

test('a signal while it waits to start again ends it', async () => {
  const { args, starts } = program('process.exit(7)');
  const said = vi.fn();
  const ending = run(args, { say: said, times: { ...times, firstWaitMs: 600_000 } });
  await vi.waitFor(() => expect(said).toHaveBeenCalled(), 10_000);
  process.emit('SIGTERM', 'SIGTERM');
  expect(await ending).toBe(7);
  expect(starts()).toBe(1);
});
