import { expect, test } from 'vitest';
import { undoOfCordon } from './cordon.ts';

test('a cordon is undone to what stood before it, with the rest of its drain', () => {
  const nowMs = Date.parse('2026-11-24T12:00:00Z');
  const before = (drainBy: string | null) => undoOfCordon({ reason: 'fan', drainBy }, nowMs);
  expect(undoOfCordon(null, nowMs)).toBeNull();
  expect(before(null)).toEqual({ reason: 'fan', drainMinutes: null });
  expect(before('2026-11-24T12:14:10Z')).toEqual({ reason: 'fan', drainMinutes: 15 });
  // It would end at once what goes on now.
  expect(before('2026-11-24T11:59:00Z')).toEqual({ reason: 'fan', drainMinutes: null });
});
