import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { continuousNowMs } from './clock.ts';
import { openClock } from './open-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-clock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([8.64e15, -8.64e15, 0, Number.NaN])('a portal that says it is %d is not believed', (ms) => {
  const clock = openClock(folder);
  clock.learn(new Date(ms), continuousNowMs());
  expect(clock.isKnown()).toBe(false);
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
  clock.learn(new Date('2031-01-01T00:00:00Z'), continuousNowMs());
  expect(clock.now().getUTCFullYear()).toBe(2031);
});

test.each(['1e300', '-1e18', '"much"', 'null'])(
  'what was written down and can’t be (%s) is not known',
  (ahead) => {
    writeFileSync(join(folder, 'clock.json'), `{"aheadMs":${ahead}}`);
    const clock = openClock(folder);
    expect(clock.wasKnown).toBe(false);
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
  },
);
