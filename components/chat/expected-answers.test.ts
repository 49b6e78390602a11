import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { dropExpected, expectAnswer, takeExpected } from './expected-answers.ts';
import type { ConsoleSocket } from './types.ts';

const delta = (seq: number) => ({
  seq,
  kind: 'text' as const,
  text: `t${seq} `,
  completionTokens: seq,
  at: '2026-01-01T00:00:00Z',
});

/** What the portal sends is emitted by the test; what is said to it is kept. */
function connection() {
  const portal = new EventEmitter();
  const said: string[] = [];
  const socket = {
    connected: true,
    on: portal.on.bind(portal),
    off: portal.off.bind(portal),
    emit: (event: string) => void said.push(event),
  } as unknown as ConsoleSocket;
  const send = (generationId: string, ...seqs: number[]) =>
    portal.emit('generation:deltas', { generationId, deltas: seqs.map(delta) });
  return { portal, socket, said, send };
}

test('what came before the message is there when it is shown, once', () => {
  const { portal, socket, said, send } = connection();
  expectAnswer(socket, 'g');
  expectAnswer(socket, 'g');
  send('other', 1);
  send('g', 1, 2);
  portal.emit('generation:end', { generationId: 'g', state: 'completed', lastSeq: 2 });
  expect(takeExpected('g')).toMatchObject({
    isWhole: true,
    state: { text: 't1 t2 ', lastSeq: 2, end: { state: 'completed' } },
  });
  expect(takeExpected('g')).toBeNull();
  expect(said).toEqual(['generation:expect']);
  expect(portal.listenerCount('generation:deltas')).toBe(0);
});

test('a hole or a lost connection is told', () => {
  const { portal, socket, send } = connection();
  expectAnswer(socket, 'g');
  send('g', 1);
  send('g', 3);
  expect(takeExpected('g')).toMatchObject({ isWhole: false, state: { lastSeq: 1 } });
  expectAnswer(socket, 'h');
  portal.emit('disconnect');
  expect(takeExpected('h')).toMatchObject({ isWhole: false });
});

test('a question that was not taken is expected no more', () => {
  const { portal, socket, said } = connection();
  expectAnswer(socket, 'g');
  dropExpected(socket, 'g');
  expect(takeExpected('g')).toBeNull();
  expect(said).toEqual(['generation:expect', 'generation:unsubscribe']);
  expect(portal.listenerCount('generation:end')).toBe(0);
  expectAnswer(null, 'h');
  expect(takeExpected('h')).toBeNull();
});
