import { afterEach, expect, test, vi } from 'vitest';
import { makePauses } from './give-way.ts';

afterEach(() => void vi.useRealTimers());

test('long work goes on within its slice, then lets others through, and has a new slice', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const pause = makePauses();
  expect(pause()).toBeUndefined();
  vi.advanceTimersByTime(9);
  const others: string[] = [];
  setImmediate(() => others.push('had their turn'));
  await pause();
  expect(others).toEqual(['had their turn']);
  expect(pause()).toBeUndefined();
});

test('work whose request is closed ends at its next pause', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const closing = new AbortController();
  const pause = makePauses(closing.signal);
  closing.abort();
  expect(pause()).toBeUndefined();
  vi.advanceTimersByTime(9);
  expect(() => pause()).toThrow('The request was closed');
});
