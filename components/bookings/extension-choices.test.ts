import { expect, test } from 'vitest';
import { extensionChoices } from './extension-choices.ts';

const endsAt = '2026-11-19T03:30:00.000Z';
const nowMs = Date.parse('2026-11-18T22:00:00Z');
const labels = (until: string | null) =>
  extensionChoices({ endsAt, until }, 'UTC', nowMs).map((it) => it.label);

test('a few ends, the last the latest there is', () => {
  expect(labels('2026-11-19T08:00:00.000Z')).toEqual(['Thu 04:00', 'Thu 04:30', 'Thu 05:30', 'Thu 08:00']);
  expect(labels('2026-11-19T03:50:00.000Z')).toEqual(['Thu 03:45', 'Thu 03:50']);
});

test('none when nothing is left, and a day at most without a limit', () => {
  expect(labels(endsAt)).toEqual([]);
  expect(labels(null).at(-1)).toBe('Fri 03:30');
});
