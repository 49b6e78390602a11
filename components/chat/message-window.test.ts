import { describe, expect, test } from 'vitest';
import { withBelow, withEarlier, withKnown } from './message-window.ts';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const window = (earlier: string | null, ...ids: string[]) => ({
  messages: rows(...ids),
  earlier: earlier === null ? null : { id: earlier },
});

describe('the newest messages, read again', () => {
  test.each([
    ['nothing known', undefined, window('c', 'c', 'd'), window('c', 'c', 'd')],
    ['the same window', window('c', 'c', 'd'), window('c', 'c', 'd'), window('c', 'c', 'd')],
    [
      'it has slid on',
      window('a', 'a', 'b', 'c'),
      window('b', 'b', 'c', 'd'),
      window('a', 'a', 'b', 'c', 'd'),
    ],
    [
      'earlier ones were loaded',
      window(null, 'a', 'b', 'c'),
      window('b', 'b', 'c'),
      window(null, 'a', 'b', 'c'),
    ],
    [
      'it has slid past all that is known',
      window('a', 'a', 'b'),
      window('x', 'x', 'y'),
      window('x', 'x', 'y'),
    ],
    ['a chat without messages', window(null), window(null), window(null)],
  ])('%s', (_name, known, fresh, shown) => expect(withKnown(known, fresh)).toEqual(shown));
});

test('an earlier page goes before the window it was asked for, and before no other', () => {
  const now = window('c', 'c', 'd');
  expect(withEarlier(now, { id: 'c' }, window(null, 'a', 'b'))).toEqual(window(null, 'a', 'b', 'c', 'd'));
  expect(withEarlier(now, { id: 'x' }, window(null, 'a', 'b'))).toBe(now);
});

describe('what is put below a message', () => {
  const only = { at: 1, of: 1, previousId: null, nextId: null };
  const row = (id: string) => ({ id, version: only });
  const ids = (all: readonly { id: string }[]) => all.map((it) => it.id).join(' ');
  const branch = ['q1', 'a1', 'q2', 'a2'].map(row);

  test('follows the end of the branch', () => {
    expect(ids(withBelow(branch, 'a2', [row('q3'), row('a3')]))).toBe('q1 a1 q2 a2 q3 a3');
  });

  test('takes the place of what followed, as its newest version', () => {
    const changed = withBelow(branch, 'a1', [row('q2b'), row('a2b')]);
    expect(ids(changed)).toBe('q1 a1 q2b a2b');
    expect(changed[2]!.version).toEqual({ at: 2, of: 2, previousId: 'q2', nextId: null });
  });

  test('at a chat’s beginning takes the place of all', () => {
    expect(ids(withBelow(branch, null, [row('q1b')]))).toBe('q1b');
    expect(ids(withBelow([], null, [row('q1')]))).toBe('q1');
  });

  test('is there once, and at the end where its parent is not in the window', () => {
    expect(ids(withBelow(branch, 'q2', [row('a2')]))).toBe('q1 a1 q2 a2');
    expect(ids(withBelow(branch, 'elsewhere', [row('x')]))).toBe('q1 a1 q2 a2 x');
  });
});
