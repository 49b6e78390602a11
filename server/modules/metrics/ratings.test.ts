import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../../context.ts';
import { newestReading } from '../../testing/factories.ts';
import { believeSample } from './ratings.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('while the database is away, what machines are rated for is asked for once a minute and not with each reading', async () => {
  let asked = 0;
  const read = () => {
    asked += 1;
    return asked === 1
      ? Promise.resolve([{ id: 'a', maxWatts: 100, catalogId: null, hwModel: null }])
      : Promise.reject(new Error('away'));
  };
  const ctx = {
    db: { $queryRaw: read },
    logger: { error: () => undefined },
  } as unknown as ServiceContext;
  const live = { ...newestReading(), powerWatts: 54_000 };
  believeSample(ctx, 'a', live);
  await vi.advanceTimersByTimeAsync(61_000);
  for (let second = 0; second < 30; second += 1) {
    // What is known of it stays known.
    expect(believeSample(ctx, 'a', live).powerWatts).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(asked).toBe(2);
});
