import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

/** Works that end when they are told to. */
function makeWorks() {
  const running = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => running.set(name, () => (running.delete(name), resolve(name))));
  return { running, work };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('so many of one key at once, the others in order, other keys beside them', async () => {
  const inTurn = createTurns({ atOnce: 2, waiting: 2 });
  const { running, work } = makeWorks();
  const all = ['a', 'b', 'c', 'd'].map((name) => inTurn('one', work(name)));
  void inTurn('two', work('x'));
  await settled();
  expect([...running.keys()]).toEqual(['a', 'b', 'x']);
  await expect(inTurn('one', work('e'))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  running.get('b')!();
  await settled();
  expect([...running.keys()]).toEqual(['a', 'x', 'c']);
  for (const name of ['a', 'c']) running.get(name)!();
  await settled();
  running.get('d')!();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  const again = inTurn('one', work('f'));
  await settled();
  running.get('f')!();
  expect(await again).toBe('f');
});

test('a work that fails gives its place on', async () => {
  const inTurn = createTurns({ atOnce: 1, waiting: 5 });
  const tries = [1, 2, 3].map((it) => inTurn('one', () => Promise.reject(new Error(`no ${it}`))));
  const ends = await Promise.allSettled(tries);
  expect(ends.map((it) => (it.status === 'rejected' ? String(it.reason) : ''))).toEqual([
    'Error: no 1',
    'Error: no 2',
    'Error: no 3',
  ]);
});
