import { expect, test } from 'vitest';
import { AGENT_TIMES } from '../times.ts';
import { nextStopStep, type StopStep } from './stop-ladder.ts';

const { termAfterMs: TERM_AFTER_MS, killAfterMs: KILL_AFTER_MS } = AGENT_TIMES;

test.each<[number, StopStep[], StopStep | null]>([
  [0, [], 'close-stdin'],
  [10, ['close-stdin'], null],
  [TERM_AFTER_MS, ['close-stdin'], 'term'],
  [TERM_AFTER_MS + 10, ['close-stdin', 'term'], null],
  [KILL_AFTER_MS, ['close-stdin', 'term'], 'kill'],
  [KILL_AFTER_MS + 500, ['close-stdin', 'term', 'kill'], 'kill'],
  [KILL_AFTER_MS, ['close-stdin'], 'kill'],
  [99_999, [], 'close-stdin'],
])('after %i ms with %j done: %s', (sinceMs, done, step) => {
  expect(nextStopStep(sinceMs, done)).toBe(step);
});
