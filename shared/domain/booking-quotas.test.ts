import { describe, expect, it } from 'vitest';
import type { RuleKind, RuleValue, ScopedRule } from '../schemas/booking-rule.ts';
import { checkPolicy, type Policy } from './booking-policy.ts';
import { factKey, NO_FACTS, type PolicyFacts } from './policy-rules.ts';

/** Saturday before the Berlin clocks go forward. */
const NOW = new Date('2026-03-28T12:00:00+01:00');
const [ANJOU, PIPPIN, COX] = ['Anjou', 'Pippin', 'Cox'].map((name) => ({
  id: name.toLowerCase(),
  name,
  catalogId: name === 'Anjou' ? 'studio' : 'mini',
})) as [Machine, Machine, Machine];
type Machine = { id: string; name: string; catalogId: string };

const rule = <K extends RuleKind>(kind: K, value: RuleValue<K>, of: object = {}): ScopedRule =>
  ({
    id: kind,
    kind,
    value,
    scope: 'lab',
    teamId: null,
    machineId: null,
    catalogId: null,
    ...of,
  }) as ScopedRule;
const OF_MINIS = { scope: 'model', catalogId: 'mini' };
const policy = (rules: ScopedRule[], person: Partial<NonNullable<Policy['person']>> = {}): Policy => ({
  timeZone: 'Europe/Berlin',
  rules,
  person: { id: 'ines', teamId: 'interpretability', role: 'member', ...person },
});
type Wish = { at: string; until: string; machines?: Machine[] };
const wish = ({ at, until, machines = [ANJOU] }: Wish) => ({
  machines,
  startsAt: new Date(at),
  endsAt: new Date(until),
});
const said = (verdict: ReturnType<typeof checkPolicy>) =>
  verdict.ok ? (verdict.approval?.text ?? null) : verdict.message.replaceAll('\u202f', ' ');
const ask = (rules: ScopedRule[], it: Wish, facts: Partial<PolicyFacts> = {}, by = {}) =>
  said(checkPolicy(policy(rules, by), wish(it), NOW, new Set(), { ...NO_FACTS, ...facts }));

describe('opening hours', () => {
  const weekdays = [1, 2, 3, 4, 5];
  const day = rule('opening', { days: weekdays, from: '08:00', to: '20:00' });
  const night = rule('opening', { days: [5, 6], from: '22:00', to: '06:00' });
  const always = rule('opening', { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' });
  const untilMidnight = rule('opening', { days: [6, 7], from: '20:00', to: '24:00' });
  const MONDAY = '2026-03-30';
  it.each<[string, ScopedRule, string, string, string | null]>([
    ['within a day', day, `${MONDAY}T08:00:00+02:00`, `${MONDAY}T20:00:00+02:00`, null],
    [
      'too early',
      day,
      `${MONDAY}T07:59:00+02:00`,
      `${MONDAY}T10:00:00+02:00`,
      'Opening hours: Mon to Fri, 08:00 to 20:00; this starts Mon 07:59 CEST.',
    ],
    [
      'too late',
      day,
      `${MONDAY}T18:00:00+02:00`,
      `${MONDAY}T20:01:00+02:00`,
      'Opening hours: Mon to Fri, 08:00 to 20:00; this ends Mon 20:01 CEST.',
    ],
    [
      'over a night that is closed',
      day,
      `${MONDAY}T18:00:00+02:00`,
      '2026-03-31T09:00:00+02:00',
      'Opening hours: Mon to Fri, 08:00 to 20:00; this ends Tue 09:00 CEST.',
    ],
    [
      'over midnight, which belongs to the day before',
      night,
      '2026-03-29T04:00:00+02:00',
      '2026-03-29T06:00:00+02:00',
      null,
    ],
    [
      'the night after it is closed',
      night,
      '2026-03-29T23:00:00+02:00',
      `${MONDAY}T01:00:00+02:00`,
      'Opening hours: Fri, Sat, 22:00 to 06:00; this starts Sun 23:00 CEST.',
    ],
    [
      'over the night of 23 hours, by the wall clock',
      night,
      '2026-03-28T22:00:00+01:00',
      '2026-03-29T06:00:00+02:00',
      null,
    ],
    [
      'across days that join at midnight',
      always,
      '2026-03-28T20:00:00+01:00',
      '2026-03-31T08:00:00+02:00',
      null,
    ],
    [
      'not where the next day begins later',
      untilMidnight,
      '2026-03-28T23:00:00+01:00',
      '2026-03-29T00:01:00+01:00',
      'Opening hours: Sat, Sun, 20:00 to 24:00; this ends Sun 00:01 CET.',
    ],
  ])('%s', (_name, opening, at, until, message) => {
    expect(ask([opening], { at, until })).toBe(message);
  });

  it('of each machine are its own', () => {
    const own = rule(
      'opening',
      { days: [6, 7], from: '00:00', to: '24:00' },
      { scope: 'machine', machineId: 'cox' },
    );
    const both = {
      at: `${MONDAY}T09:00:00+02:00`,
      until: `${MONDAY}T10:00:00+02:00`,
      machines: [ANJOU, COX],
    };
    expect(ask([day, own], { ...both, machines: [ANJOU] })).toBeNull();
    expect(ask([day, own], both)).toBe(
      'Opening hours of Cox: Sat, Sun, 00:00 to 24:00; this starts Mon 09:00 CEST.',
    );
  });
});

describe('hours a week', () => {
  const person = rule('person_hours', { hours: 140 });
  const team = rule('team_hours', { hours: 200 }, { scope: 'team', teamId: 'interpretability' });
  const hours = (kind: string, monday: string, taken: number) => ({
    takenHours: new Map([[factKey(kind, monday), taken]]),
  });
  const SIX = { at: '2026-03-28T13:00:00+01:00', until: '2026-03-28T16:00:00+01:00', machines: [ANJOU, COX] };
  it.each<[string, ScopedRule, Wish, Partial<PolicyFacts>, string | null]>([
    ['counts each machine', person, SIX, hours('person_hours', '2026-03-23', 134), null],
    [
      'names what it would be',
      person,
      SIX,
      hours('person_hours', '2026-03-23', 140),
      'Your hours a week: 140 h; with this 146 h.',
    ],
    [
      'and of the team',
      team,
      SIX,
      hours('team_hours', '2026-03-23', 200),
      'Your team’s hours a week: 200 h; with this 206 h.',
    ],
    [
      'counts to each week what lies in it, though the night has 23 hours',
      rule('person_hours', { hours: 24 }),
      // Sunday 00:00 to Monday 01:30: 23 h and 1.5 h.
      { at: '2026-03-29T00:00:00+01:00', until: '2026-03-30T01:30:00+02:00' },
      hours('person_hours', '2026-03-30', 23),
      'Your hours a week: 24 h; with this 24.5 h in the week of Mon 30 Mar.',
    ],
    [
      'counts only its own machines',
      rule('person_hours', { hours: 3 }, OF_MINIS),
      { ...SIX, machines: [ANJOU, COX] },
      {},
      null,
    ],
    [
      'and names them',
      rule('person_hours', { hours: 3 }, OF_MINIS),
      { ...SIX, machines: [PIPPIN, COX] },
      {},
      'Your hours a week on mini: 3 h; with this 6 h.',
    ],
  ])('%s', (_name, quota, it, facts, message) => {
    expect(ask([quota], it, facts)).toBe(message);
  });

  it('of a team do not bind who is in none', () => {
    expect(ask([rule('team_hours', { hours: 1 })], SIX, {}, { teamId: null })).toBeNull();
  });
});

describe('what stays open for the same day', () => {
  const open = rule('same_day', { count: 2, until: '12:00' }, OF_MINIS);
  const ahead = (day: string, count: number, ...machineIds: string[]) => ({
    takenAhead: new Map([[factKey('same_day', day), { count, machineIds: new Set(machineIds) }]]),
  });
  const MORNING = { at: '2026-03-30T09:00:00+02:00', until: '2026-03-30T10:00:00+02:00', machines: [PIPPIN] };
  const LEFT = 'Kept for bookings of the same day on mini: 2 until 12:00; with this 1 is left on Mon 30 Mar.';
  it.each<[string, Wish, Partial<PolicyFacts>, string | null]>([
    ['enough are left', MORNING, ahead('2026-03-30', 4, 'cox'), null],
    ['too few are left', MORNING, ahead('2026-03-30', 3, 'cox'), LEFT],
    ['a machine that is taken ahead anyway takes no more', MORNING, ahead('2026-03-30', 3, 'pippin'), null],
    [
      'after that time of day',
      { ...MORNING, at: '2026-03-30T12:00:00+02:00', until: '2026-03-30T14:00:00+02:00' },
      ahead('2026-03-30', 1),
      null,
    ],
    [
      'a night that reaches into the morning',
      { ...MORNING, at: '2026-03-29T22:00:00+02:00', until: '2026-03-30T01:00:00+02:00' },
      ahead('2026-03-30', 3, 'cox'),
      LEFT,
    ],
    [
      'on the day itself',
      { ...MORNING, at: '2026-03-28T12:00:00+01:00', until: '2026-03-28T14:00:00+01:00' },
      ahead('2026-03-28', 1),
      null,
    ],
    ['other machines', { ...MORNING, machines: [ANJOU] }, ahead('2026-03-30', 1), null],
  ])('%s', (_name, it, facts, message) => {
    expect(ask([open], it, facts)).toBe(message);
  });
});

describe('approval', () => {
  const all = { overMachines: 1, overHours: 4, roles: ['member' as const] };
  const FIVE = {
    at: '2026-03-28T13:00:00+01:00',
    until: '2026-03-28T18:00:00+01:00',
    machines: [PIPPIN, COX],
  };
  it.each<[string, Partial<RuleValue<'approval'>>, object, Wish, object, string | null]>([
    [
      'when all of it holds',
      {},
      {},
      FIVE,
      {},
      'Over 1 machine for over 4 h by members: an admin has to agree.',
    ],
    ['not for one machine', {}, {}, { ...FIVE, machines: [COX] }, {}, null],
    ['not for exactly the hours', { overHours: 5 }, {}, FIVE, {}, null],
    ['not for other roles', {}, {}, FIVE, { role: 'admin' }, null],
    [
      'whatever the number',
      { overMachines: null, overHours: null },
      {},
      { ...FIVE, machines: [COX] },
      {},
      'Any booking by members: an admin has to agree.',
    ],
    ['only its own machines count', {}, OF_MINIS, { ...FIVE, machines: [ANJOU, COX] }, {}, null],
    [
      'of a model',
      {},
      OF_MINIS,
      { ...FIVE, machines: [ANJOU, PIPPIN, COX] },
      {},
      'Over 1 machine (mini) for over 4 h by members: an admin has to agree.',
    ],
    [
      'of a machine',
      { overMachines: null },
      { scope: 'machine', machineId: 'anjou' },
      { ...FIVE, machines: [ANJOU] },
      {},
      'Anjou for over 4 h by members: an admin has to agree.',
    ],
  ])('%s', (_name, value, of, it, by, text) => {
    expect(ask([rule('approval', { ...all, ...value }, of)], it, {}, by)).toBe(text);
  });
});
