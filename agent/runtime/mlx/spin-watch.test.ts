import { expect, test } from 'vitest';
import { createSpinWatch } from './spin-watch.ts';

test('a core that is busy all the time counts, a pause or a step ends the count, and nobody looks unsuspected', () => {
  let cpuMs: number | null = 0;
  let looks = 0;
  const watch = createSpinWatch(() => (looks++, cpuMs));
  expect(watch.look(0, false)).toBe(0);
  expect(looks).toBe(0);
  for (let ms = 0; ms <= 20_000; ms += 500) {
    cpuMs = ms;
    watch.look(ms, true);
  }
  expect(looks).toBe(5);
  expect(watch.look(20_000, true)).toBe(20_000);
  expect(watch.look(25_000, true)).toBe(0);
  cpuMs = 25_000;
  expect(watch.look(30_000, true)).toBe(5000);
  expect(watch.look(30_500, false)).toBe(0);
  cpuMs = null;
  expect(watch.look(40_000, true)).toBe(0);
});
