import { describe, expect, it } from 'vitest';
import type { RuleKind, RuleValue, ScopedRule } from '../schemas/booking-rule.ts';
import { careFor, type CaredBooking } from './booking-care.ts';

const START = new Date('2026-11-24T12:00:00Z');
const minute = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const machine = (id: string, isAway = false) => ({ id, name: id, catalogId: null, isAway });
const booking = (more: Partial<CaredBooking> = {}): CaredBooking => ({
  startsAt: START,
  endsAt: minute(240),
  checkedInAt: null,
  remindedAt: null,
  warnedMinutes: null,
  idleAskedAt: null,
  idleKeptAt: null,
  missingMachineIds: [],
  hasSession: false,
  isBusy: false,
  lastActivityAt: null,
  machines: [machine('anjou')],
  ...more,
});
const rule = <K extends RuleKind>(kind: K, value: RuleValue<K>) =>
  ({ id: kind, kind, value, scope: 'lab', teamId: null, machineId: null, catalogId: null }) as ScopedRule;
const care = (it: CaredBooking, atMinute: number, ...rules: ScopedRule[]) =>
  careFor(it, { timeZone: 'UTC', rules, person: null }, minute(atMinute));

describe('what is due', () => {
  it.each([
    ['nothing long before', booking(), -61, []],
    ['the reminder an hour before, as the standard rule says', booking(), -60, [{ kind: 'remind' }]],
    ['once', booking({ remindedAt: minute(-60) }), -59, []],
    ['none after the start', booking(), 1, []],
    ['the end, 15 minutes before', booking(), 225, [{ kind: 'warn', minutes: 15 }]],
    ['the nearest mark when a look was missed', booking(), 236, [{ kind: 'warn', minutes: 5 }]],
    ['the next mark', booking({ warnedMinutes: 15 }), 235, [{ kind: 'warn', minutes: 5 }]],
    ['no mark twice', booking({ warnedMinutes: 5 }), 236, []],
    ['the last minute', booking({ warnedMinutes: 5 }), 239.5, [{ kind: 'warn', minutes: 1 }]],
    ['no mark that lies before the start', booking({ endsAt: minute(10) }), 0, []],
  ])('%s', (_name, it, atMinute, due) => {
    expect(care(it, atMinute)).toEqual(due);
  });

  it('is no reminder where a rule says so', () => {
    expect(care(booking(), -30, rule('reminder', { minutes: 0 }))).toEqual([]);
    expect(care(booking(), -30, rule('reminder', { minutes: 20 }))).toEqual([]);
    expect(care(booking(), -20, rule('reminder', { minutes: 20 }))).toEqual([{ kind: 'remind' }]);
  });
});

describe('nobody came', () => {
  const noShow = rule('no_show', { minutes: 30, billed: true });
  it.each([
    ['not yet', booking(), 29.9, []],
    ['it is given back', booking(), 30, [{ kind: 'release', endReason: 'no_show' }]],
    ['not when they checked in', booking({ checkedInAt: minute(-5) }), 60, []],
    ['not when something was started on it', booking({ hasSession: true }), 60, []],
    [
      'not when a machine of it is away',
      booking({ missingMachineIds: ['anjou'], machines: [machine('anjou', true)] }),
      60,
      [],
    ],
  ])('%s', (_name, it, atMinute, due) => {
    expect(care(it, atMinute, noShow)).toEqual(due);
  });
  it('and without such a rule it stays', () => expect(care(booking(), 60)).toEqual([]));
});

describe('nothing runs on it', () => {
  const idle = rule('idle', { minutes: 60, graceMinutes: 10 });
  const ask = { kind: 'ask_idle', idleMinutes: 60, graceMinutes: 10 };
  const came = { checkedInAt: START, hasSession: true };
  it.each([
    [
      'an hour after its last answer it is asked',
      booking({ ...came, lastActivityAt: minute(20) }),
      80,
      [ask],
    ],
    ['not before', booking({ ...came, lastActivityAt: minute(20) }), 79, []],
    ['not while it answers', booking({ ...came, isBusy: true }), 120, []],
    ['once', booking({ ...came, idleAskedAt: minute(60) }), 65, []],
    [
      'then given back',
      booking({ ...came, idleAskedAt: minute(60) }),
      70,
      [{ kind: 'release', endReason: 'idle' }],
    ],
    [
      'not after somebody kept it',
      booking({ ...came, idleAskedAt: minute(60), idleKeptAt: minute(65) }),
      75,
      [],
    ],
    [
      'not after it answered',
      booking({ ...came, idleAskedAt: minute(60), lastActivityAt: minute(65) }),
      75,
      [],
    ],
    [
      'and asked again an hour after that',
      booking({ ...came, idleAskedAt: minute(60), idleKeptAt: minute(65) }),
      125,
      [ask],
    ],
  ])('%s', (_name, it, atMinute, due) => {
    expect(care(it, atMinute, idle)).toEqual(due);
  });
});

describe('a machine that went away', () => {
  const two = (away: boolean, known: string[]) =>
    booking({
      hasSession: true,
      machines: [machine('anjou', away), machine('bosc')],
      missingMachineIds: known,
    });
  it.each([
    ['is missed while it runs', two(true, []), 10, [{ kind: 'missing', machineIds: ['anjou'] }]],
    [
      'and an hour before it begins',
      { ...two(true, []), remindedAt: START },
      -60,
      [{ kind: 'missing', machineIds: ['anjou'] }],
    ],
    ['not earlier', two(true, []), -61, []],
    ['is told once', two(true, ['anjou']), 10, []],
    ['and is there again', two(false, ['anjou']), 10, [{ kind: 'missing', machineIds: [] }]],
  ])('%s', (_name, it, atMinute, due) => {
    expect(care(it, atMinute)).toEqual(due);
  });
});
