import { expect, test } from 'vitest';
import { createLane } from './lane.ts';

/** Work that ends when the test says so. */
function makeWork() {
  const begun: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const work = (id: number) => () =>
    new Promise<number>((resolve, reject) => {
      begun.push(id);
      ends.set(id, (error) => (error ? reject(error) : resolve(id)));
    });
  return { begun, work, end: (id: number, error?: Error) => ends.get(id)!(error) };
}

test('runs so much at once, the rest in the order it came, and refuses what finds no room', async () => {
  const lane = createLane({ atOnce: 2, waiting: 2 });
  const { begun, work, end } = makeWork();
  const all = [1, 2, 3, 4].map((id) => lane.run(work(id)));
  await expect(lane.run(work(5))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  expect(begun).toEqual([1, 2]);
  end(2);
  await all[1];
  const late = lane.run(work(6));
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  end(1, new Error('It went wrong.'));
  await expect(all[0]).rejects.toThrow('It went wrong.');
  await expect.poll(() => begun).toEqual([1, 2, 3, 4]);
  end(3);
  end(4);
  await expect.poll(() => begun).toEqual([1, 2, 3, 4, 6]);
  end(6);
  expect(await late).toBe(6);
});
