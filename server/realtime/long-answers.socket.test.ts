import { afterEach, expect, test } from 'vitest';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { isWholePage, readDeltasSince } from '../modules/generations/index.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import {
  closeRealtime,
  connectBrowser,
  gone,
  makeLoggedPortal,
  underneath,
} from '../testing/realtime-portal.ts';

/* However long an answer is, what the portal reads, sends and keeps for a reader at once is not. */

afterEach(closeRealtime);

/** An answer of so many steps with so many characters each, stored. */
async function makeLong(count: number, characters: number) {
  const { portal, lines } = await makeLoggedPortal();
  const answering = await makeAnswering(portal);
  const text = '漢'.repeat(characters);
  const { generationId } = answering;
  const at = new Date();
  const steps = (from: number, to: number): GenerationDelta[] =>
    Array.from({ length: to - from + 1 }, (_, index) => {
      const seq = from + index;
      return { seq, kind: 'text', text, completionTokens: seq, at };
    });
  await portal.ctx.db.generationDelta.createMany({
    data: steps(1, count).map((it) => ({ ...it, generationId })),
  });
  await portal.ctx.db.generation.update({ where: { id: generationId }, data: { lastSeq: count } });
  return { portal, lines, ...answering, steps, text };
}
const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

test('its log is read in pages of some hundred kilobytes, and a step that is longer alone', async () => {
  const { portal, generationId } = await makeLong(10, 30_000);
  const { db } = portal.ctx;
  await db.generationDelta.update({
    where: { generationId_seq: { generationId, seq: 5 } },
    data: { text: 'x'.repeat(400_000) },
  });
  const pages: number[][] = [];
  for (let afterSeq = 0; ;) {
    const page = await readDeltasSince(portal.ctx, { generationId, afterSeq });
    pages.push(page.map((it) => it.seq));
    if (!isWholePage(page)) break;
    afterSeq = page.at(-1)!.seq;
  }
  expect(pages).toEqual([
    [1, 2, 3],
    [4, 5],
    [6, 7, 8],
    [9, 10],
  ]);
});

test('comes to its reader in frames, each step once and in order', async () => {
  const { portal, agentSocket, generationId, fence, steps } = await makeLong(700, 2000);
  const socket = await connectBrowser(portal, 'member');
  const frames: GenerationDelta[][] = [];
  socket.on('generation:deltas', (it: { deltas: GenerationDelta[] }) => frames.push(it.deltas));
  const reply = await socket.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
  expect(reply).toMatchObject({ ok: true, data: { lastSeq: 700 } });
  const live = { ...fence, deltas: steps(701, 850) };
  expect(await agentSocket.emitWithAck('generation:deltas', live)).toMatchObject({ ok: true });
  await expect.poll(() => frames.flat().length).toBe(850);
  expect(frames.flat().map((it) => it.seq)).toEqual(range(850));
  const characters = frames.map((it) => it.reduce((sum, { text }) => sum + text.length, 0));
  expect(Math.max(...characters)).toBeLessThan(64_000);
});

test('is not kept for a reader who has stopped reading: the connection ends, others read on, and it comes back', async () => {
  const { portal, lines, agentSocket, generationId, fence, steps } = await makeLong(1, 1);
  const [asleep, awake] = [await connectBrowser(portal, 'member'), await connectBrowser(portal, 'member')];
  const seen: number[] = [];
  awake.on('generation:deltas', (it: { deltas: GenerationDelta[] }) =>
    seen.push(...it.deltas.map((delta) => delta.seq)),
  );
  for (const it of [asleep, awake])
    await it.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
  underneath(asleep).pause();
  // More than the kernel takes for it.
  const large = steps(2, 61).map((it) => ({ ...it, text: 'x'.repeat(250_000) }));
  for (let at = 0; at < large.length; at += 3) {
    const said = { ...fence, deltas: large.slice(at, at + 3) };
    expect(await agentSocket.emitWithAck('generation:deltas', said)).toMatchObject({ ok: true });
  }
  await expect.poll(() => seen.length).toBe(61);
  const isLetGo = () => lines.some((it) => it.includes('has not read'));
  await expect.poll(isLetGo, { timeout: 30_000 }).toBe(true);
  expect(awake.connected).toBe(true);
  const ended = gone(asleep);
  underneath(asleep).resume();
  await ended;
  const again = await connectBrowser(portal, 'member');
  const rest: number[] = [];
  again.on('generation:deltas', (it: { deltas: GenerationDelta[] }) =>
    rest.push(...it.deltas.map((delta) => delta.seq)),
  );
  await again.emitWithAck('generation:subscribe', { generationId, afterSeq: 40 });
  await expect.poll(() => rest).toEqual(range(61).slice(40));
});
