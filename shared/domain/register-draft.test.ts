import { expect, test } from 'vitest';
import { readFieldDraft } from './register-draft.ts';

test.each([
  ['money', '1234.50', 1234.5],
  ['rate', '0.1525', 0.1525],
  ['months', '48', 48],
  ['gigabytes', '512', 512 * 2 ** 30],
  ['date', '2026-11-18', '2026-11-18'],
  ['text', '  North bench ', 'North bench'],
  ['person', 'some-id', 'some-id'],
  ['money', ' ', null],
] as const)('%s “%s” is %s', (kind, draft, value) =>
  expect(readFieldDraft({ kind }, draft)).toEqual({ value }),
);

test.each([
  ['money', '1.234,50'],
  ['money', '-3'],
  ['rate', 'free'],
  ['months', '4.5'],
  ['gigabytes', '1e400'],
  ['date', '2027-02-31'],
  ['date', '18.11.2026'],
] as const)('%s “%s” is refused with a reason', (kind, draft) =>
  expect(readFieldDraft({ kind }, draft)).toMatchObject({ problem: expect.stringMatching(/\.$/) }),
);
