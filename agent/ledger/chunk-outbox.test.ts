import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RemoteError } from '@/shared/protocol/request.ts';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { PortalLink } from '../portal-link.ts';
import { playMeter } from '../testing/play-meter.ts';
import { until } from '../testing/until.ts';
import { createChunkOutbox } from './chunk-outbox.ts';
import { openSpool } from './spool.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-outbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Answer = (seqs: number[], chunks: ReadingChunk[]) => Promise<number[]>;

function open(answer: Answer) {
  const asked: number[][] = [];
  const bytes: number[] = [];
  const state = { isReady: false };
  const link: PortalLink = {
    isReady: () => state.isReady,
    tell: () => {},
    ask: (async (_event: string, { chunks }: { chunks: ReadingChunk[] }) => {
      bytes.push(Buffer.byteLength(JSON.stringify(chunks)));
      const seqs = chunks.map((it) => it.seq);
      asked.push(seqs);
      return { stored: await answer(seqs, chunks) };
    }) as unknown as PortalLink['ask'],
  };
  const nowMs = () => performance.now();
  const spool = openSpool({ folder, nowMs });
  const outbox = createChunkOutbox({ link, spool, nowMs, waits: { shortestRestMs: 1, retryMs: 5 } });
  return { asked, bytes, state, outbox, spool };
}
const chunksOf = (seconds: number) => {
  const meter = playMeter(NOON);
  meter.run(seconds);
  return meter;
};

test('what has waited follows oldest first in batches, and the newest waits for none of it', async () => {
  const gate = Promise.withResolvers<void>();
  const { asked, state, outbox } = open(async (seqs) => {
    if (seqs.length > 1) await gate.promise;
    return seqs;
  });
  const meter = chunksOf(15 * 250 + 1);
  for (const it of meter.chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => asked.length === 1, 'the second lane is at work');
  meter.run(15);
  outbox.push(meter.chunks.at(-1)!);
  expect(asked.at(-1)).toEqual([251]);
  gate.resolve();
  await until(() => outbox.isEmpty(), 'everything is there');
  expect(asked.filter((it) => it.length > 1).flat()).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
});

test('what the portal says is ahead of its time is kept, and the rest is not held up by it', async () => {
  const { asked, state, outbox, spool } = open((seqs) => Promise.resolve(seqs.filter((it) => it !== 3)));
  for (const it of chunksOf(80).chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => spool.count() === 1, 'all but one are taken');
  expect(spool.oldest(9, () => false).map((it) => it.chunk.seq)).toEqual([3]);
  // It is not asked again and again meanwhile.
  expect(asked.flat().filter((it) => it === 3)).toHaveLength(1);
  outbox.close();
});

test('one that the portal will never take is given up alone', async () => {
  const { state, outbox } = open((seqs) =>
    seqs.includes(3) ? Promise.reject(new RemoteError('VALIDATION', 'no such thing')) : Promise.resolve(seqs),
  );
  for (const it of chunksOf(80).chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => outbox.isEmpty(), 'the others are taken');
});

test('one whose readings the portal refuses keeps its energy, and says how many readings were dropped', async () => {
  const stored: ReadingChunk[] = [];
  const { state, outbox, asked } = open((seqs, chunks) => {
    if (chunks.some((it) => it.seq === 3 && it.readings !== null))
      return Promise.reject(new RemoteError('VALIDATION', 'a reading that can’t be'));
    stored.push(...chunks);
    return Promise.resolve(seqs);
  });
  const { chunks } = chunksOf(80);
  for (const it of chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => outbox.isEmpty(), 'all are taken');
  const whole = chunks.find((it) => it.chunk.seq === 3)!.chunk;
  expect(stored.find((it) => it.seq === 3)).toEqual({
    ...whole,
    readings: null,
    droppedReadings: whole.readings!.agesMs.length,
  });
  // In the batch, then alone, then without its readings.
  expect(asked.flat().filter((it) => it === 3)).toHaveLength(3);
  expect(stored.filter((it) => it.readings === null)).toHaveLength(1);
});

test('a batch has a size in bytes, however many readings its chunks hold', async () => {
  const { state, outbox, asked, bytes } = open((seqs) => Promise.resolve(seqs));
  const meter = playMeter(NOON, () => 1234.56);
  meter.gatherer.setChunkMs(60_000);
  meter.run(60 * 90, { gpuRatio: 0.987_654, networkRxBytes: 0, networkTxBytes: 0 });
  for (const it of meter.chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => outbox.isEmpty(), 'everything is there');
  expect(Math.max(...bytes)).toBeLessThan(300_000);
  expect(asked.flat()).toEqual(meter.chunks.map((it) => it.chunk.seq));
});

test.each(['INTERNAL', 'BAD_REPLY'])(
  'one that the portal has a fault with (%s) makes room for the others, and is kept',
  async (code) => {
    const { state, outbox, spool } = open((seqs) =>
      seqs.includes(3) ? Promise.reject(new RemoteError(code, 'a fault')) : Promise.resolve(seqs),
    );
    for (const it of chunksOf(15 * 120 + 1).chunks) outbox.push(it);
    state.isReady = true;
    outbox.flush();
    await until(() => spool.count() === 1, 'all but one are taken');
    expect(spool.oldest(9, () => false).map((it) => it.chunk.seq)).toEqual([3]);
    outbox.close();
  },
);

test.each(['TIMEOUT', 'UNAVAILABLE'])('%s is no answer: it is sent again', async (code) => {
  let failures = 3;
  const { state, outbox, asked } = open((seqs) =>
    failures-- > 0 ? Promise.reject(new RemoteError(code, 'later')) : Promise.resolve(seqs),
  );
  for (const it of chunksOf(40).chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => outbox.isEmpty(), 'everything is there');
  expect(asked.length).toBe(4);
});

test('what the disk does not take waits in memory', async () => {
  const { state, outbox, asked } = open((seqs) => Promise.resolve(seqs));
  rmSync(folder, { recursive: true });
  for (const it of chunksOf(40).chunks) outbox.push(it);
  state.isReady = true;
  outbox.flush();
  await until(() => asked.flat().length === 2, 'both are sent');
  expect(asked.flat().toSorted((a, b) => a - b)).toEqual([1, 2]);
  outbox.close();
  folder = mkdtempSync(join(tmpdir(), 'espalier-outbox-'));
});
