import { describe, expect, test } from 'vitest';
import { withEarlier, withKnown } from './message-window.ts';

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
