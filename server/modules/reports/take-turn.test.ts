import { expect, test } from 'vitest';
import { takeTurn } from './take-turn.ts';

test('one at a time a person, in the order they came; others are not held up', async () => {
  const order: string[] = [];
  const endFirst = await takeTurn('ada');
  const second = takeTurn('ada').then((end) => (order.push('second'), end));
  const third = takeTurn('ada').then((end) => (order.push('third'), end));
  (await takeTurn('ben'))();
  expect(order).toEqual([]);
  endFirst();
  (await second)();
  (await third)();
  expect(order).toEqual(['second', 'third']);
  (await takeTurn('ada'))();
});

test('whose request is closed leaves the line, and nobody waits for it', async () => {
  const endFirst = await takeTurn('cem');
  const closing = new AbortController();
  const gone = takeTurn('cem', closing.signal);
  const last = takeTurn('cem');
  closing.abort();
  await expect(gone).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  endFirst();
  (await last)();
  await expect(takeTurn('cem', closing.signal)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a line has an end', async () => {
  const end = await takeTurn('dana');
  const closing = new AbortController();
  const line = Array.from({ length: 20 }, () => takeTurn('dana', closing.signal));
  await expect(takeTurn('dana')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  closing.abort();
  expect((await Promise.allSettled(line)).every((it) => it.status === 'rejected')).toBe(true);
  end();
});
