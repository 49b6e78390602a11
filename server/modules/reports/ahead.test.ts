import { expect, test } from 'vitest';
import { oneAhead } from './ahead.ts';

async function* numbers(log: string[], last: number, failAt = Infinity): AsyncGenerator<number> {
  try {
    for (let it = 1; it <= last; it += 1) {
      if (it === failAt) throw new Error(`no ${it}`);
      log.push(`made ${it}`);
      yield it;
    }
  } finally {
    log.push('closed');
  }
}

test('the next value is made while one is worked on, and only that one', async () => {
  const log: string[] = [];
  const seen: number[] = [];
  for await (const it of oneAhead(numbers(log, 4))) {
    seen.push(it);
    await new Promise(setImmediate);
    expect(log.filter((line) => line.startsWith('made'))).toHaveLength(Math.min(it + 1, 4));
  }
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('who stops early closes the source; what fails afterwards is nobody’s, what fails before is told', async () => {
  const log: string[] = [];
  for await (const it of oneAhead(numbers(log, 9, 2))) if (it === 1) break;
  expect(log).toEqual(['made 1', 'closed']);
  const read = async () => {
    for await (const _ of oneAhead(numbers([], 9, 3)));
  };
  await expect(read()).rejects.toThrow('no 3');
});
