import { Writable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeLogger } from '../logger.ts';
import { startTicker, type Ticker } from './ticker.ts';

const lines: string[] = [];
const logger = makeLogger(
  'error',
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  }),
);
let ticker: Ticker | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await ticker?.stop();
});

describe('the ticker', () => {
  test('skips a tick that is still running and goes on with the others', async () => {
    vi.useFakeTimers();
    const slow = Promise.withResolvers<void>();
    const counts = { slow: 0, quick: 0 };
    const ticks = [
      { name: 'slow', run: () => ((counts.slow += 1), slow.promise) },
      { name: 'quick', run: async () => void (counts.quick += 1) },
    ];
    ticker = startTicker(ticks, logger, 1000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(counts).toEqual({ slow: 1, quick: 3 });
    slow.resolve();
    await vi.advanceTimersByTimeAsync(1000);
    expect(counts).toEqual({ slow: 2, quick: 4 });
  });

  test('logs a failure and tries again', async () => {
    vi.useFakeTimers();
    let runs = 0;
    const run = async () => {
      runs += 1;
      throw new Error('the database is away');
    };
    ticker = startTicker([{ name: 'sweep', run }], logger, 1000);
    await vi.advanceTimersByTimeAsync(2000);
    expect(runs).toBe(2);
    expect(lines.filter((it) => it.includes('the database is away'))).toHaveLength(2);
  });

  test('stops only when what runs has ended', async () => {
    vi.useFakeTimers();
    const work = Promise.withResolvers<void>();
    const order: string[] = [];
    ticker = startTicker(
      [{ name: 'long', run: () => work.promise.then(() => void order.push('done')) }],
      logger,
      1000,
    );
    await vi.advanceTimersByTimeAsync(1000);
    const stopped = ticker.stop().then(() => order.push('stopped'));
    work.resolve();
    await stopped;
    expect(order).toEqual(['done', 'stopped']);
  });
});
