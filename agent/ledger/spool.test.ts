import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { playMeter } from '../testing/play-meter.ts';
import { openSpool, type SpoolOptions } from './spool.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
let folder: string;
let nowMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-spool-'));
  nowMs = 1_000_000;
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (more: Partial<SpoolOptions> = {}) => openSpool({ folder, nowMs: () => nowMs, ...more });
const all = (spool: ReturnType<typeof open>) => spool.oldest(10_000, () => false);

test('what was not acknowledged is there for the next program, under the boot it was made in', () => {
  const { run, chunks, bootId } = playMeter(NOON);
  run(100);
  const spool = open();
  for (const it of chunks) spool.append(it);
  spool.acknowledge(bootId, [1, 3]);
  const next = open();
  expect(all(next)).toEqual([chunks[1], ...chunks.slice(3)]);
  next.acknowledge(
    bootId,
    chunks.map((it) => it.chunk.seq),
  );
  expect(next.count()).toBe(0);
  expect(open().count()).toBe(0);
});

test('a line that a power loss tore costs itself alone', () => {
  const { run, chunks, bootId } = playMeter(NOON);
  run(40);
  const spool = open();
  for (const it of chunks) spool.append(it);
  const [file] = readdirSync(folder);
  appendFileSync(join(folder, file!), '{"bootId":"x","chunk":{"seq":9');
  const next = open();
  next.acknowledge(bootId, [1]);
  expect(all(open())).toEqual([chunks[1]]);
});

test('segments that are done are deleted', () => {
  const { run, chunks, bootId } = playMeter(NOON);
  run(20_000);
  const spool = open();
  for (const it of chunks) spool.append(it);
  const before = readdirSync(folder).length;
  spool.acknowledge(
    bootId,
    chunks.map((it) => it.chunk.seq),
  );
  expect(before).toBeGreaterThan(3);
  expect(readdirSync(folder).length).toBeLessThanOrEqual(1);
});

test('over its cap it keeps the counters and drops readings, counted, oldest first', () => {
  const { run, chunks, state } = playMeter(NOON);
  run(40_000);
  const spool = open({ capMs: 4 * 3_600_000 });
  for (const it of chunks) {
    nowMs += 15_000;
    spool.append(it);
  }
  const kept = all(open());
  const whole = (spool: ReturnType<typeof open>) => {
    const found = [];
    for (;;) {
      const seen = new Set(found.map((it) => it.chunk.seq));
      const batch = spool.oldest(10_000, (it) => seen.has(it.chunk.seq));
      if (batch.length === 0) return found;
      found.push(...batch);
    }
  };
  const left = whole(open());
  expect(kept.length).toBeGreaterThan(0);
  const dropped = left.filter((it) => it.chunk.readings === null);
  expect(dropped.length).toBeGreaterThan(3);
  expect(dropped.length).toBeLessThan(15);
  // Runs follow each other without a hole: nothing of the counters is lost.
  for (const [index, it] of left.slice(1).entries()) {
    expect([it.chunk.fromSeq, it.chunk.fromJoules, it.chunk.fromAt]).toEqual([
      left[index]!.chunk.seq + 1,
      left[index]!.chunk.toJoules,
      left[index]!.chunk.toAt,
    ]);
  }
  const readings = left.reduce(
    (sum, it) => sum + (it.chunk.readings?.agesMs.length ?? it.chunk.droppedReadings),
    0,
  );
  expect(readings).toBe(chunks.reduce((sum, it) => sum + it.chunk.readings!.agesMs.length, 0));
  expect(left.at(-1)!.chunk.toJoules).toBeLessThanOrEqual(state.joules);
});

test('what may still be on its way is not merged', () => {
  const { run, chunks } = playMeter(NOON);
  run(40_000);
  const spool = open({ capBytes: 1000 });
  for (const it of chunks.slice(0, 450)) spool.append(it);
  expect(spool.oldest(1, () => false)[0]!.chunk.readings).not.toBeNull();
  nowMs += 59_000;
  spool.append(chunks[450]!);
  expect(spool.oldest(1, () => false)[0]!.chunk.readings).not.toBeNull();
  nowMs += 61_000;
  spool.append(chunks[451]!);
  expect(spool.oldest(1, () => false)[0]!.chunk.readings).toBeNull();
});

test('ended between writing a merged segment and deleting the old one', () => {
  const { run, chunks } = playMeter(NOON);
  run(40);
  const spool = open();
  for (const it of chunks) spool.append(it);
  const [file] = readdirSync(folder);
  const merged = { ...chunks[1]!, chunk: { ...chunks[1]!.chunk, fromSeq: 1, readings: null } };
  writeFileSync(join(folder, file!.replace('.jsonl', 'm.jsonl')), `${JSON.stringify(merged)}\n`);
  expect(all(open()).map((it) => [it.chunk.fromSeq, it.chunk.seq])).toEqual([[1, 2]]);
});
