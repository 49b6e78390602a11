import { expect, test } from 'vitest';
import { AUDIT_KINDS } from './audit-kinds.ts';
import { KNOWN_ACTIONS } from './audit-words.ts';

test('every kind one can choose is of something that is written', () => {
  const kinds = new Set(Object.keys(KNOWN_ACTIONS).map((it) => it.split('.')[0]));
  expect(AUDIT_KINDS.filter(([kind]) => !kinds.has(kind))).toEqual([]);
});
