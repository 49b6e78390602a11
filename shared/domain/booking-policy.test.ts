import { describe, expect, it } from 'vitest';
import type { RuleKind, RuleValue, ScopedRule } from '../schemas/booking-rule.ts';
import { checkPolicy, type Policy, ruleFor, turnaroundMs } from './booking-policy.ts';
import { forTeam } from './policy-rules.ts';

const NOW = new Date('2026-03-28T12:00:00Z');
const HOUR_MS = 3_600_000;
const ANJOU = { id: 'anjou', name: 'Anjou', catalogId: 'studio' };
const PIPPIN = { id: 'pippin', name: 'Pippin', catalogId: 'mini' };
const PERSON = { id: 'ines', teamId: 'interpretability', role: 'member' as const };

type Of = Partial<Pick<ScopedRule, 'teamId' | 'machineId' | 'catalogId'>>;
const rule = <K extends RuleKind>(kind: K, value: RuleValue<K>, of: Of = {}): ScopedRule =>
  ({
    id: `${kind} ${JSON.stringify(of)}`,
    kind,
    value,
    scope: of.machineId ? 'machine' : of.catalogId ? 'model' : of.teamId ? 'team' : 'lab',
    teamId: null,
    machineId: null,
    catalogId: null,
    ...of,
  }) as ScopedRule;
const policy = (...rules: ScopedRule[]): Policy => ({ timeZone: 'Europe/Berlin', rules, person: PERSON });
const hoursAhead = (from: number, to: number, machines = [ANJOU]) => ({
  machines,
  startsAt: new Date(NOW.getTime() + from * HOUR_MS),
  endsAt: new Date(NOW.getTime() + to * HOUR_MS),
});
const told = (...args: Parameters<typeof checkPolicy>) => {
  const verdict = checkPolicy(...args);
  return verdict.ok ? null : verdict.message.replaceAll('\u202f', ' ');
};

describe('the standard rules', () => {
  it.each([
    ['exactly the longest', 1, 73, null],
    ['a minute too long', 1, 73 + 1 / 60, 'longest'],
    ['exactly the shortest', 1, 1 + 5 / 60, null],
    ['four minutes', 1, 1 + 4 / 60, 'shortest'],
    ['exactly 90 days ahead', 90 * 24, 90 * 24 + 1, null],
    ['90 days and a minute ahead', 90 * 24 + 1 / 60, 90 * 24 + 1, 'horizon'],
  ])('%s', (_name, from, to, kind) => {
    const verdict = checkPolicy(policy(), hoursAhead(from, to), NOW);
    expect(verdict.ok ? null : verdict.rule).toBe(kind);
  });
});

describe('which rule counts', () => {
  const lab = rule('longest', { hours: 12 });
  const team = rule('longest', { hours: 24 }, { teamId: 'interpretability' });
  const model = rule('longest', { hours: 6 }, { catalogId: 'studio' });
  const machine = rule('longest', { hours: 48 }, { machineId: 'anjou' });

  it('is the most specific that is written, in whatever order', () => {
    const limit = (rules: ScopedRule[]) => ruleFor(policy(...rules), 'longest', ANJOU)?.value.hours;
    expect(limit([])).toBe(72);
    expect(limit([lab])).toBe(12);
    expect(limit([team, lab])).toBe(24);
    expect(limit([lab, team, model])).toBe(6);
    expect(limit([machine, model, lab, team])).toBe(48);
    expect(limit([rule('longest', { hours: 1 }, { teamId: 'agents' }), lab])).toBe(12);
  });

  it('is the strictest of the machines that are booked together, and names it', () => {
    const both = policy(lab, rule('longest', { hours: 2 }, { machineId: 'pippin' }));
    expect(told(both, hoursAhead(1, 4), NOW)).toBeNull();
    expect(told(both, hoursAhead(1, 4, [ANJOU, PIPPIN]), NOW)).toBe(
      'Longest booking of Pippin is 2 h; this is 3 h.',
    );
  });

  it('is none of what was kept when it was booked', () => {
    expect(told(policy(lab), hoursAhead(1, 20), NOW)).toBe('Longest booking is 12 h; this is 19 h.');
    expect(told(policy(lab), hoursAhead(1, 20), NOW, new Set(['longest']))).toBeNull();
  });
});

describe('refusals name the rule and the number', () => {
  it.each([
    [rule('longest', { hours: 72 }), [1, 81, 1], 'Longest booking is 72 h; this is 80 h.'],
    [rule('longest', { hours: 72 }), [1, 73.5, 1], 'Longest booking is 72 h; this is 72.5 h.'],
    [
      rule('shortest', { minutes: 30 }),
      [1, 1.25, 1],
      'Shortest booking is 30 min; this is 15 min. Choose a later end.',
    ],
    [
      rule('notice', { minutes: 120 }),
      [1, 3, 1],
      'Bookings are made 2 h ahead at least: the first start is 15:00 CET.',
    ],
    [
      rule('horizon', { days: 14 }, { teamId: 'interpretability' }),
      [15 * 24, 15 * 24 + 1, 1],
      'Bookings of your team open 14 days ahead, until Sat 11 Apr. Choose an earlier start.',
    ],
    [rule('machines', { count: 1 }), [1, 2, 2], 'One booking has 1 machine at most; this has 2.'],
  ] as const)('%o', (it, [from, to, count], message) => {
    const wish = hoursAhead(from, to, [ANJOU, PIPPIN].slice(0, count));
    expect(told(policy(it), wish, NOW)).toBe(message);
  });
});

it('counts elapsed hours on days of 23 and 25', () => {
  // Berlin, midnight to midnight: clocks go forward on 29 March 2026, back on 25 October.
  const day = (startsAt: string, endsAt: string, hours: number, now: Date) => {
    const wish = { machines: [ANJOU], startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
    return told(policy(rule('longest', { hours })), wish, now);
  };
  expect(day('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00', 23, NOW)).toBeNull();
  const autumn = (hours: number) =>
    day('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00', hours, new Date('2026-10-24T00:00:00Z'));
  expect(autumn(24)).toBe('Longest booking is 24 h; this is 25 h.');
  expect(autumn(25)).toBeNull();
});

it('keeps each machine free for as long as its own rule says', () => {
  const rules = policy(
    rule('turnaround', { minutes: 30 }),
    rule('turnaround', { minutes: 0 }, { machineId: 'pippin' }),
  );
  expect(turnaroundMs(rules, ANJOU)).toBe(30 * 60_000);
  expect(turnaroundMs(rules, PIPPIN)).toBe(0);
});

describe('somebody in several teams', () => {
  const inBoth = (...rules: ScopedRule[]): Policy => ({
    ...policy(...rules),
    person: { ...PERSON, teamId: 'main', otherTeamIds: ['vision'] },
  });
  const ofMain = rule('longest', { hours: 24 }, { teamId: 'main' });
  const ofVision = rule('longest', { hours: 6 }, { teamId: 'vision' });

  it('has the rule of any of them, that of the team they book for first', () => {
    const lab = rule('longest', { hours: 12 });
    expect(ruleFor(inBoth(lab, ofVision), 'longest', null)?.value.hours).toBe(6);
    expect(ruleFor(inBoth(ofVision, ofMain), 'longest', null)?.value.hours).toBe(24);
    expect(ruleFor(forTeam(inBoth(ofVision, ofMain), 'vision'), 'longest', null)?.value.hours).toBe(6);
    expect(ruleFor(forTeam(inBoth(ofMain), 'vision'), 'longest', null)?.value.hours).toBe(24);
  });

  it('uses up the hours of the team they book for, and of no other', () => {
    const hours = rule('team_hours', { hours: 10 }, { teamId: 'vision' });
    expect(ruleFor(inBoth(hours), 'team_hours', null)).toBeNull();
    expect(ruleFor(forTeam(inBoth(hours), 'vision'), 'team_hours', null)?.value.hours).toBe(10);
  });
});
