import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRefetchPlan } from './refetch-plan.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const filter = (name: string) => ({ queryKey: [name] });
const machine = (id: string) => ({ soon: [filter(id)], calmly: [filter('list')] });

function plan(random = 0.5) {
  const read: { name: unknown; atMs: number }[] = [];
  const it = createRefetchPlan(({ queryKey }) => void read.push({ name: queryKey?.[0], atMs: Date.now() }), {
    nowMs: () => Date.now(),
    random: () => random,
  });
  const startMs = Date.now();
  return {
    add: it.add,
    times: (name: string) => read.filter((r) => r.name === name).map((r) => r.atMs - startMs),
  };
}

test('a storm of changes reads the list at most once a second, and each machine once a burst', () => {
  const { add, times } = plan();
  for (let step = 0; step < 50; step++) {
    for (let index = 0; index < 200; index++) add(machine(`m${index}`));
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(3000);
  const list = times('list');
  expect(list.length).toBeLessThanOrEqual(6);
  for (const [index, atMs] of list.slice(1).entries())
    expect(atMs - list[index]!).toBeGreaterThanOrEqual(1000);
  expect(times('m7').length).toBeLessThanOrEqual(50);
});

test('one change reads each browser’s list at a moment of its own, soon enough', () => {
  const moments = [0, 0.3, 0.9].map((random) => {
    const { add, times } = plan(random);
    add(machine('m'));
    vi.advanceTimersByTime(2000);
    return times('list');
  });
  expect(moments).toEqual([[500], [800], [1400]]);
});

test('what somebody waits for does not wait for the list', () => {
  const { add, times } = plan(1);
  add(machine('m'));
  vi.advanceTimersByTime(80);
  expect([times('m').length, times('list').length]).toEqual([1, 0]);
});
