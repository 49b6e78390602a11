import { describe, expect, it } from 'vitest';
import { createTokenRates } from './token-rates.ts';

const upTo = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    completionTokens: from + index,
  }));

describe('tokens a second', () => {
  it('are those of the last three seconds, over all answers of a session', () => {
    const rates = createTokenRates();
    rates.add('s', 'a', upTo(1, 30), 1000);
    rates.add('s', 'b', upTo(1, 15), 2000);
    expect(rates.take(2500)).toEqual([{ sessionId: 's', tokensPerSecond: 15 }]);
    expect(rates.take(4500)).toEqual([{ sessionId: 's', tokensPerSecond: 5 }]);
  });

  it('do not count the past of an answer that ran before this portal did', () => {
    const rates = createTokenRates();
    rates.add('s', 'a', upTo(4001, 4003), 1000);
    rates.add('s', 'a', upTo(4004, 4009), 1500);
    expect(rates.take(2000)).toEqual([{ sessionId: 's', tokensPerSecond: (2 + 6) / 3 }]);
  });

  it('count what is sent twice once', () => {
    const rates = createTokenRates();
    rates.add('s', 'a', upTo(1, 9), 1000);
    rates.add('s', 'a', upTo(4, 12), 1100);
    expect(rates.take(1200)).toEqual([{ sessionId: 's', tokensPerSecond: 4 }]);
  });

  it('say zero once when a session has ceased, then nothing', () => {
    const rates = createTokenRates();
    rates.add('s', 'a', upTo(1, 9), 1000);
    expect(rates.take(9000)).toEqual([{ sessionId: 's', tokensPerSecond: 0 }]);
    expect(rates.take(9500)).toEqual([]);
    expect(rates.isIdle()).toBe(true);
  });
});
