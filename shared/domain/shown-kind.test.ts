import { expect, test } from 'vitest';
import { shownKind } from './shown-kind.ts';

test('real machines are shown unless only simulated ones have something to show', () => {
  expect(shownKind(null, { real: true, simulated: true })).toBe('real');
  expect(shownKind(null, { real: false, simulated: true })).toBe('simulated');
  expect(shownKind(null, { real: false, simulated: false })).toBe('real');
});

test('what an address asks for is shown, and nonsense in it is nothing', () => {
  expect(shownKind('simulated', { real: true, simulated: true })).toBe('simulated');
  expect(shownKind('real', { real: false, simulated: true })).toBe('real');
  expect(shownKind('both', { real: false, simulated: true })).toBe('simulated');
});
