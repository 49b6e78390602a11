import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeLogger } from '../logger.ts';
import { createRefusalLog, type RefusalLog } from './refusal-log.ts';

let lines: { level: number; who: string; more?: number; msg: string }[];
let log: RefusalLog;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  log = createRefusalLog(
    makeLogger('info', { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) }),
  );
});
afterEach(() => {
  log.close();
  vi.useRealTimers();
});
const of = (who: string) => lines.filter((it) => it.who === who);

test('a loud party is written ten times a minute and then counted; a quiet one beside it is not lost', () => {
  for (let time = 0; time < 5000; time += 1) log.note('info', 'loud', { time }, 'a malformed message');
  log.note('error', 'loud', {}, 'a message failed');
  log.note('info', 'quiet', {}, 'a malformed message');
  expect(of('loud')).toHaveLength(11);
  expect(of('quiet')).toHaveLength(1);
  vi.advanceTimersByTime(60_000);
  expect(of('loud').at(-1)).toMatchObject({ more: 4990, level: 40 });
  expect(of('quiet')).toHaveLength(1);
  log.note('info', 'loud', {}, 'a malformed message');
  expect(of('loud')).toHaveLength(13);
});

test('names without end are no lines without end, and what was counted is told at the end', () => {
  for (let time = 0; time < 20_000; time += 1) log.note('info', `name ${time}`, {}, 'a message refused');
  expect(lines.length).toBeLessThan(1100);
  log.close();
  expect(of('everybody else').at(-1)?.more).toBe(20_000 - lines.length + 1);
});
