import { expect, test } from 'vitest';
import { stripBarStyle } from './strip-window.ts';

test('a bar among its neighbours stands in the row of its machine', () => {
  const bar = { row: 2, rows: 3, fromMs: 10, toMs: 20 };
  expect(stripBarStyle(bar, { fromMs: 0, toMs: 40 })).toEqual({
    '--row': 2,
    '--rows': 3,
    '--from': 0.25,
    '--to': 0.5,
  });
});
