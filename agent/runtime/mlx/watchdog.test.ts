import { expect, test } from 'vitest';
import { findStall, type WatchView } from './watchdog.ts';

const view = (part: Partial<WatchView>): WatchView => ({
  nowMs: 100_000,
  stallMs: 15_000,
  lastBeatMs: 99_500,
  isLoaded: true,
  lastStepMs: null,
  prefillTokens: null,
  spinningMs: 0,
  ...part,
});

test.each<[string, Partial<WatchView>, RegExp | null]>([
  ['idle and beating', {}, null],
  ['not started to beat yet', { lastBeatMs: null }, null],
  ['silent for 16 s', { lastBeatMs: 84_000 }, /not moved for 16 s/],
  ['silent for 16 s while reading weights', { lastBeatMs: 84_000, isLoaded: false }, null],
  ['silent for 61 s while reading weights', { lastBeatMs: 39_000, isLoaded: false }, /not moved for 61 s/],
  ['a token 29 s ago: a cable was out', { lastStepMs: 71_000 }, null],
  ['no token for 31 s, though it beats: a peer hangs', { lastStepMs: 69_000 }, /No token for 31 s/],
  ['reading a short question for 16 s', { lastStepMs: 84_000, prefillTokens: 100 }, null],
  [
    'reading a short question for 61 s',
    { lastStepMs: 39_000, prefillTokens: 100 },
    /reading the question for 61 s/,
  ],
  [
    'reading for 31 s on a busy core and an idle GPU',
    { lastStepMs: 69_000, prefillTokens: 9000, spinningMs: 31_000 },
    /busy for 31 s .* it spins/,
  ],
  ['busy for 31 s with nothing to do: ranks wait that way', { spinningMs: 31_000 }, null],
  ['reading 2000 tokens for 61 s', { lastStepMs: 39_000, prefillTokens: 2000 }, null],
])('%s', (_, part, message) => {
  const stall = findStall(view(part));
  if (message === null) expect(stall).toBeNull();
  else expect(stall).toMatch(message);
});
