import { expect, test } from 'vitest';
import { limitsOfRules, limitsOfTaken, type NextTaken } from './booking-extension.ts';
import type { Policy } from './booking-policy.ts';
import type { ScopedRule } from '../schemas/booking-rule.ts';

const NOW = new Date('2026-11-18T22:00:00Z');
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const machines = ['Anjou', 'Bosc', 'Comice', 'Concorde'].map((name) => ({ id: name, name, catalogId: null }));
const booking = { machines, startsAt: at(-1), endsAt: at(4) };
const rule = (it: Pick<ScopedRule, 'kind' | 'value'>): ScopedRule =>
  ({ id: it.kind, scope: 'lab', teamId: null, machineId: null, catalogId: null, ...it }) as ScopedRule;
const policyOf = (...rules: Pick<ScopedRule, 'kind' | 'value'>[]): Policy => ({
  timeZone: 'UTC',
  rules: rules.map(rule),
  person: { id: 'ines', role: 'member', teamId: null },
});
const taken = (machineId: string, key: string, hours: number, more: Partial<NextTaken> = {}): NextTaken => ({
  key,
  machineId,
  kind: 'booking',
  startsAt: at(hours),
  personName: key,
  note: null,
  bookingId: key,
  ...more,
});
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');

test('the first that has one of its machines counts, less the turnaround; later ones only for what is left', () => {
  const policy = policyOf({ kind: 'turnaround', value: { minutes: 30 } });
  const limits = limitsOfTaken(
    booking,
    [taken('Comice', 'Mira', 11), taken('Anjou', 'Aiko', 10), taken('Bosc', 'Aiko', 10)],
    policy,
    NOW,
  );
  expect(limits.map((it) => [it.at, plain(it.text), it.ofAll])).toEqual([
    [at(9.5), 'Aiko has Anjou and Bosc from Thu 08:00, less 30 min turnaround', true],
    [
      at(10.5),
      'for Comice and Concorde alone: Mira has Comice from Thu 09:00, less 30 min turnaround',
      false,
    ],
  ]);
});

test('maintenance says what it is for, and who is choosing at this moment is named', () => {
  const limits = limitsOfTaken(
    booking,
    [
      taken('Anjou', 'm', 5, { kind: 'maintenance', personName: null, note: 'Filters', bookingId: null }),
      taken('Bosc', 'h', 6, { kind: 'hold', personName: 'Leon', bookingId: null }),
    ],
    policyOf(),
    NOW,
  );
  expect(limits.map((it) => it.text)).toEqual([
    'maintenance of Anjou (Filters) from Thu 03:00',
    'for Bosc, Comice and Concorde alone: Leon is booking Bosc from Thu 04:00',
  ]);
});

test('the longest booking is found by asking the rules themselves', () => {
  const policy = policyOf({ kind: 'longest', value: { hours: 12 } });
  const limits = limitsOfRules(booking, policy, NOW, { kept: new Set(), mayAgree: false });
  expect(limits.map((it) => [it.at, plain(it.text)])).toEqual([[at(11), 'longest booking is 12 h']]);
  const kept = new Set(['longest'] as const);
  expect(limitsOfRules(booking, policy, NOW, { kept, mayAgree: false })).toEqual([]);
});

test('what is longer than allowed already runs on to its own end at most', () => {
  const policy = policyOf({ kind: 'longest', value: { hours: 2 } });
  const limits = limitsOfRules(booking, policy, NOW, { kept: new Set(), mayAgree: false });
  expect(limits[0]!.at).toEqual(booking.endsAt);
});
