import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/replay.ts';
import { superviseMacmon, type Macmon } from './supervise-macmon.ts';

/** A program in macmon's place: notes each start, prints the lines it is given, then does what `then` says. */
const PLAYED = `
import { appendFileSync } from 'node:fs';
const [starts, lines, then] = process.argv.slice(2);
appendFileSync(starts, process.pid + '\\n');
process.stdout.write(lines);
if (then === 'stay') setInterval(() => {}, 1000);
`;

let folder: string;
let macmon: Macmon | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'macmon-'));
  await writeFile(join(folder, 'played.mjs'), PLAYED);
});
afterEach(async () => {
  await macmon?.close();
  macmon = null;
  await rm(folder, { recursive: true });
});

const start = (lines: string, then: 'stay' | 'end', silentMs = 30_000): Macmon => {
  const args = [join(folder, 'played.mjs'), join(folder, 'starts'), lines, then];
  return superviseMacmon({ command: process.execPath, args, silentMs, restartMs: 10 });
};
const pids = async (): Promise<number[]> => {
  const text = await readFile(join(folder, 'starts'), 'utf8').catch(() => '');
  return text.trim().split('\n').filter(Boolean).map(Number);
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('superviseMacmon', () => {
  it('drops the first two samples and lines that are none', async () => {
    macmon = start(await readFixture('macmon/stream.ndjson'), 'stay');
    await expect.poll(() => macmon?.latest()?.powerWatts, { timeout: 10_000 }).toBe(183.25);
  });

  it('has nothing to say from the first two samples alone', async () => {
    const [first, second] = (await readFixture('macmon/stream.ndjson')).split('\n');
    macmon = start(`${first}\n${second}\n`, 'end');
    await expect.poll(async () => (await pids()).length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(macmon.latest()).toBeNull();
  });

  it('starts it again when it ends', async () => {
    macmon = start('', 'end');
    await expect.poll(async () => (await pids()).length, { timeout: 10_000 }).toBeGreaterThan(2);
  });

  it('kills it and starts it again when it falls silent', async () => {
    macmon = start('', 'stay', 1000);
    await expect.poll(async () => (await pids()).length, { timeout: 20_000 }).toBeGreaterThan(1);
    const [first] = await pids();
    expect(first && isAlive(first)).toBe(false);
  });

  it('leaves no process behind and starts none after close', async () => {
    macmon = start('', 'stay');
    await expect.poll(async () => (await pids()).length, { timeout: 10_000 }).toBe(1);
    await macmon.close();
    const [pid] = await pids();
    expect(pid && isAlive(pid)).toBe(false);
    expect(await pids()).toHaveLength(1);
  });

  it('lives without the program and takes it up when it appears', async () => {
    const command = join(folder, 'macmon');
    macmon = superviseMacmon({ command, args: [], restartMs: 10 });
    expect(macmon.latest()).toBeNull();
    const lines = JSON.stringify(await readFixture('macmon/stream.ndjson'));
    const script = `process.stdout.write(${lines}); setInterval(() => {}, 1000);`;
    await writeFile(command, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
    await expect.poll(() => macmon?.latest()?.powerWatts, { timeout: 20_000 }).toBe(183.25);
  });

  it('lives while the program is being replaced', async () => {
    const command = join(folder, 'macmon');
    const lines = JSON.stringify(await readFixture('macmon/stream.ndjson'));
    const file = await open(command, 'w', 0o755);
    await file.write(`#!${process.execPath}\nprocess.stdout.write(${lines}); setInterval(() => {}, 1000);\n`);
    macmon = superviseMacmon({ command, args: [], restartMs: 10 });
    await file.close();
    await expect.poll(() => macmon?.latest()?.powerWatts, { timeout: 20_000 }).toBe(183.25);
  });
});
