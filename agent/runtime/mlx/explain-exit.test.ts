import { expect, test } from 'vitest';
import { explainExit, type RankEnding } from './explain-exit.ts';

const ending = (part: Partial<RankEnding>): RankEnding => ({
  ordered: null,
  failure: null,
  isLoaded: true,
  exitCode: 0,
  signal: null,
  lastLines: [],
  ...part,
});

test.each<[string, Partial<RankEnding>, string, RegExp]>([
  [
    'what was ordered wins',
    { ordered: { cause: 'stalled', message: 'hangs' }, exitCode: null, signal: 'SIGKILL' },
    'stalled',
    /^hangs$/,
  ],
  [
    'a lost peer, even while loading',
    {
      isLoaded: false,
      failure: { phase: 'load', error: 'RuntimeError: [ring] connection to a peer was lost' },
      exitCode: 70,
    },
    'peer_lost',
    /another rank/,
  ],
  [
    'a group that did not form',
    {
      isLoaded: false,
      failure: { phase: 'connect', error: "[ring] Couldn't connect (error: 111)" },
      exitCode: 69,
    },
    'load_failed',
    /did not find each other.*111/,
  ],
  [
    'a failed load',
    { isLoaded: false, failure: { phase: 'load', error: 'ValueError: no' }, exitCode: 70 },
    'load_failed',
    /no/,
  ],
  [
    'a failed step',
    { failure: { phase: 'generate', error: 'metal::malloc' }, exitCode: 70 },
    'crashed',
    /malloc/,
  ],
  ['a signal', { exitCode: null, signal: 'SIGSEGV', lastLines: ['Fatal'] }, 'crashed', /SIGSEGV.*Fatal/],
  [
    'an exit before loading',
    { isLoaded: false, exitCode: 1, lastLines: ["No module named 'mlx'", 'bye'] },
    'load_failed',
    /code 1.*No module/,
  ],
  ['a signal before loading', { isLoaded: false, exitCode: null, signal: 'SIGKILL' }, 'crashed', /SIGKILL/],
  [
    'a signal in the midst of chatter',
    { exitCode: null, signal: 'SIGKILL', lastLines: ['2026-11-27 06:06:19,955 - INFO - Prompt: 4/4'] },
    'crashed',
    /^It was ended by SIGKILL[.]$/,
  ],
  ['an exit with 0 that nobody ordered', { exitCode: 0 }, 'crashed', /code 0/],
])('%s', (_, part, cause, message) => {
  const explained = explainExit(ending(part));
  expect(explained.cause).toBe(cause);
  expect(explained.message).toMatch(message);
});
