import { expect, test } from 'vitest';
import { RemoteError } from '@/shared/protocol/request.ts';
import { createLogOutbox } from './log-outbox.ts';
import type { PortalLink } from './portal-link.ts';
import { until } from './testing/until.ts';

type Line = { seq: number; text: string; stream: string };

function portal() {
  const got: Line[] = [];
  const asked: Line[][] = [];
  const state = { isReady: false, failures: 0, refused: /(?!)/ };
  const link: PortalLink = {
    isReady: () => state.isReady,
    ask: ((_event: string, { lines }: { lines: Line[] }) => {
      if (state.failures-- > 0) return Promise.reject(new RemoteError('TIMEOUT', 'away'));
      asked.push(lines);
      if (lines.some((it) => state.refused.test(it.text)))
        return Promise.reject(new RemoteError('VALIDATION', 'no'));
      got.push(...lines);
      return Promise.resolve({});
    }) as unknown as PortalLink['ask'],
    tell: () => undefined,
  };
  return { link, got, asked, state };
}
const ref = { sessionId: 's1', epoch: 1, rank: 0 };

test('lines come in order, each once, also when a batch has to be sent again', async () => {
  const { link, got, state } = portal();
  const logs = createLogOutbox(link, { now: () => new Date() });
  state.isReady = true;
  state.failures = 1;
  for (let n = 1; n <= 700; n++) logs.push(ref, 'stderr', `line ${n}`);
  await until(() => logs.isEmpty(), 'everything is sent');
  expect(got.map((it) => it.seq)).toEqual(got.map((_, i) => i + 1));
  expect(got.map((it) => it.text).at(-1)).toBe('line 700');
});

test('what is too much while the portal is away is dropped from the front, counted and said', async () => {
  const { link, got, state } = portal();
  const logs = createLogOutbox(link, { now: () => new Date() });
  for (let n = 1; n <= 2500; n++) logs.push(ref, 'stdout', `line ${n}`);
  state.isReady = true;
  logs.flush();
  await until(() => logs.isEmpty(), 'everything is sent');
  const dropped = 2500 - (got.length - 1);
  expect(got[0]).toMatchObject({
    stream: 'agent',
    text: `${dropped} lines were dropped here: the portal could not be reached.`,
  });
  expect(got[1]!.text).toBe(`line ${dropped + 1}`);
  expect(got).toHaveLength(2001);
  expect(got.map((it) => it.seq)).toEqual([...new Set(got.map((it) => it.seq))].toSorted((a, b) => a - b));
});

test('terminal codes and long lines are cut before they leave', async () => {
  const { link, got, state } = portal();
  state.isReady = true;
  const logs = createLogOutbox(link, { now: () => new Date() });
  logs.push(ref, 'stderr', `\u001B[1mbold\u001B[0m${'x'.repeat(5000)}`);
  await until(() => got.length === 1, 'the line');
  expect(got[0]!.text).toHaveLength(4000);
  expect(got[0]!.text).toMatch(/^boldx+…$/);
});

test('lines that the portal refuses are not sent again: they are counted as dropped, and what follows comes', async () => {
  const { link, got, asked, state } = portal();
  state.isReady = true;
  state.refused = /poison/;
  const logs = createLogOutbox(link, { now: () => new Date() });
  logs.push(ref, 'stdout', 'one');
  logs.push(ref, 'stdout', 'poison');
  await until(() => logs.isEmpty(), 'they are given up');
  logs.push(ref, 'stdout', 'after');
  await until(() => logs.isEmpty(), 'the next comes');
  expect(asked).toHaveLength(2);
  expect(got.map((it) => [it.seq, it.stream, it.text])).toEqual([
    [2, 'agent', '2 lines were dropped here: the portal did not take them.'],
    [3, 'stdout', 'after'],
  ]);
});

test('a batch has a size in bytes, whatever script the lines are in', async () => {
  const { link, got, asked, state } = portal();
  const logs = createLogOutbox(link, { now: () => new Date() });
  for (let n = 1; n <= 300; n += 1) logs.push(ref, 'stdout', `${'漢'.repeat(3000)}\u0000\uD83D`);
  state.isReady = true;
  logs.flush();
  await until(() => logs.isEmpty(), 'everything is sent');
  expect(got).toHaveLength(300);
  for (const it of got) expect(it.text).toBe(`${'漢'.repeat(3000)}\uFFFD`);
  for (const lines of asked) expect(Buffer.byteLength(JSON.stringify(lines))).toBeLessThan(300_000);
});
