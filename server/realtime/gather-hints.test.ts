import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gatherHints } from './gather-hints.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const machine = (id: string, revision = 1) => ({ kind: 'machine', id, revision }) as const;

test('the first hint goes at once, two hundred more within a moment are one list', () => {
  const sent: { room: string; ids: string[] }[] = [];
  const hints = gatherHints((room, list) => sent.push({ room, ids: list.map((it) => it.id) }));
  for (let index = 0; index <= 200; index++) hints.add('lab', machine(`m${index}`));
  expect(sent).toEqual([{ room: 'lab', ids: ['m0'] }]);
  vi.advanceTimersByTime(100);
  expect(sent).toHaveLength(2);
  expect(sent[1]!.ids).toHaveLength(200);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(2);
});

test('a thing that changes again and again is named once, as it is last', () => {
  const sent: unknown[] = [];
  const hints = gatherHints((_room, list) => sent.push(list));
  for (const revision of [1, 2, 3]) hints.add('lab', machine('m', revision));
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([[machine('m', 1)], [machine('m', 3)]]);
});

test('rooms do not wait for each other, and nothing stays behind', () => {
  const rooms: string[] = [];
  const hints = gatherHints((room) => rooms.push(room));
  hints.add('lab', machine('m'));
  hints.add('session:s', machine('m'));
  expect(rooms).toEqual(['lab', 'session:s']);
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
});
