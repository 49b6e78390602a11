import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../context.ts';
import { buildReport, streamUsageCsv } from '../modules/reports/index.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { steps } from '../testing/chats.ts';
import { actingAs } from '../testing/context.ts';
import { testDatabase } from '../testing/database.ts';
import { makeLabYear } from '../testing/lab-year.ts';
import { closeRealtime, connectBrowser, makeRealtimePortal } from '../testing/realtime-portal.ts';

afterEach(closeRealtime);

// Once: a second try of the test finds the same year.
let from: Date;
beforeAll(async () => {
  ({ from } = await makeLabYear(testDatabase()));
});

const MOST_DELAY_MS = 200;
const RESOLUTION_MS = 5;
const STEP_EVERY_MS = 50;

/** What a thread that does nothing is held by meanwhile: other programs' work, which is no fault of the portal's. */
function watchIdleThread() {
  const program = `
    const { parentPort } = require('node:worker_threads');
    const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: ${RESOLUTION_MS} });
    delay.enable();
    parentPort.once('message', () => parentPort.postMessage(delay.percentile(99) / 1e6));`;
  const worker = new Worker(program, { eval: true });
  return (): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.postMessage('read');
    });
}

async function readYear(reader: ServiceContext, span: { from: Date; to: Date }) {
  const report = await buildReport(reader, span);
  let lines = 0;
  for await (const line of streamUsageCsv(reader, span)) lines += line.split('\n').length - 1;
  return { sessions: report.totals.sessions, lines };
}

test('beside the report and the export of a year an answer flows on: the event loop is never held for long', async () => {
  const portal = await makeRealtimePortal();
  const { agentSocket, generationId, fence } = await makeAnswering(portal);
  const span = { from, to: new Date() };
  const sessions = await portal.ctx.db.session.count();
  const socket = await connectBrowser(portal, 'member');
  const arrivedMs = new Map<number, number>();
  socket.on('generation:deltas', (it: { deltas: GenerationDelta[] }) => {
    for (const { seq } of it.deltas) arrivedMs.set(seq, performance.now());
  });
  await socket.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
  const reader = await actingAs(portal.ctx, 'admin');

  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const readIdleMs = watchIdleThread();
  let isRead = false;
  const reading = readYear(reader, span).finally(() => (isRead = true));
  const saidMs = new Map<number, number>();
  for (let seq = 1; !isRead || seq <= 20; seq += 1) {
    saidMs.set(seq, performance.now());
    const reply = await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(seq, seq) });
    expect(reply).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, STEP_EVERY_MS));
  }
  delay.disable();
  const mostMs = MOST_DELAY_MS + 2 * (await readIdleMs());

  // And the one that answers.
  expect(await reading).toMatchObject({ sessions });
  expect((await reading).lines).toBeGreaterThan(sessions);
  expect(delay.percentile(99) / 1e6).toBeLessThan(mostMs);
  await expect.poll(() => arrivedMs.size).toBe(saidMs.size);
  const waits = [...saidMs].map(([seq, ms]) => arrivedMs.get(seq)! - ms).toSorted((a, b) => a - b);
  expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(2 * mostMs);
});
