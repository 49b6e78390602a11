import { expect, test } from 'vitest';
import {
  decidePower,
  giveUpAfterMs,
  LEAST_SLEEP_MS,
  type PowerRule,
  type PowerSight,
  ruleOf,
  tryAgainMs,
} from './power-policy.ts';
import { seededRandom } from './seeded-random.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 27, 6);
const at = (minutes: number): Date => new Date(START + minutes * MINUTE);
const RULE: PowerRule = { mode: 'sleep', idleMinutes: 30, leadMinutes: 10 };
const NOW = at(120);
const sight = (it: Partial<PowerSight> = {}): PowerSight => ({
  state: 'awake',
  since: at(0),
  neededAt: at(0),
  byHand: false,
  tries: 0,
  nextTryAt: null,
  notBefore: null,
  rule: RULE,
  connection: 'online',
  need: null,
  nextNeedAt: null,
  obstacle: null,
  ...it,
});
const kindOf = (it: Partial<PowerSight>): string => decidePower(sight(it), NOW).kind;

test.each<[string, Partial<PowerSight>, string]>([
  ['nobody has needed it for long enough', {}, 'sleep'],
  ['not for long enough', { neededAt: at(95) }, 'stay'],
  ['needed now', { need: 'a session runs on it' }, 'stay'],
  ['within the lead time', { nextNeedAt: at(129) }, 'stay'],
  ['it would sleep for less than is worth it', { nextNeedAt: at(140) }, 'stay'],
  ['the next slot is far', { nextNeedAt: at(240) }, 'sleep'],
  ['kept awake by rule', { rule: { ...RULE, mode: 'keep_awake' } }, 'stay'],
  ['nobody would wake it', { obstacle: 'no other Mac would be awake' }, 'stay'],
  ['its agent would not a moment ago', { notBefore: at(121) }, 'stay'],
  ['silent for another reason', { connection: 'suspect' }, 'stay'],
  ['asleep and not needed', { state: 'asleep', connection: 'asleep' }, 'stay'],
  ['asleep, the slot comes', { state: 'asleep', connection: 'asleep', nextNeedAt: at(130) }, 'wake'],
  ['asleep, a copy waits', { state: 'asleep', connection: 'asleep', need: 'a model is copied' }, 'wake'],
  [
    'the rule keeps it awake since',
    { state: 'asleep', connection: 'asleep', rule: { ...RULE, mode: 'keep_awake' } },
    'wake',
  ],
  [
    '… unless a person put it to sleep',
    { state: 'asleep', connection: 'asleep', byHand: true, rule: { ...RULE, mode: 'keep_awake' } },
    'stay',
  ],
  ['up for a moment by itself', { state: 'asleep' }, 'stir'],
  ['and asleep again', { state: 'stirring', connection: 'asleep', since: at(119) }, 'doze'],
  ['somebody woke it', { state: 'stirring', since: at(110) }, 'awake'],
  ['told to sleep, and still here', { state: 'falling', since: at(110) }, 'awake'],
  ['told to sleep, and the portal ended', { state: 'falling', since: at(110), connection: 'lost' }, 'doze'],
  ['it answers', { state: 'waking', since: at(119) }, 'awake'],
  [
    'the next packet is due',
    { state: 'waking', connection: 'asleep', since: at(119), nextTryAt: at(120) },
    'wake',
  ],
  ['not yet', { state: 'waking', connection: 'asleep', since: at(119), nextTryAt: at(121) }, 'stay'],
  ['its time is up', { state: 'waking', connection: 'asleep', since: at(110) }, 'give_up'],
  ['tried on while it is needed', { state: 'unwakeable', connection: 'lost', nextNeedAt: at(124) }, 'wake'],
  ['and let be afterwards', { state: 'unwakeable', connection: 'lost' }, 'stay'],
])('%s', (_name, it, kind) => {
  expect(kindOf(it)).toBe(kind);
});

test('a machine’s own rule stands before the lab’s; its slot is told of before it begins', () => {
  const lab = { mode: 'sleep' as const, idleMinutes: 30, leadMinutes: 10 };
  expect(ruleOf({ powerMode: null, powerIdleMinutes: 5 }, lab)).toEqual(lab);
  expect(ruleOf({ powerMode: 'keep_awake', powerIdleMinutes: null }, lab).mode).toBe('keep_awake');
  expect(ruleOf({ powerMode: 'sleep', powerIdleMinutes: 5 }, lab)).toEqual({ ...lab, idleMinutes: 5 });
  for (const leadMinutes of [5, 10, 60])
    expect(giveUpAfterMs({ ...RULE, leadMinutes })).toBeLessThan(leadMinutes * MINUTE);
});

type Slot = { from: number; to: number; madeAt: number };
const STEP = 10_000;
const HOURS = 24;

/** A day of one machine: slots made at any time, somebody at its screen now and then, packets that are lost. */
function live(seed: number) {
  const random = seededRandom(seed);
  const pick = (most: number): number => Math.floor(random() * most);
  const rule: PowerRule = { mode: 'sleep', idleMinutes: 5 + pick(60), leadMinutes: 5 + pick(20) };
  const slots: Slot[] = Array.from({ length: pick(10) }, () => {
    const from = START + pick(HOURS * 60) * MINUTE;
    const madeAt = from - pick(24 * 60) * MINUTE;
    return { from, to: from + (5 + pick(180)) * MINUTE, madeAt };
  });
  const uses = Array.from({ length: pick(6) }, () => {
    const from = START + pick(HOURS * 60) * MINUTE;
    return { from, to: from + pick(90) * MINUTE };
  });
  let known = sight({ rule, since: new Date(START), neededAt: new Date(START) });
  let [upAt, lastNeedMs, sleptAt] = [Number.POSITIVE_INFINITY, START, 0];
  const seen = { sleeps: 0, wakes: 0 };
  for (let ms = START; ms < START + HOURS * 3_600_000; ms += STEP) {
    const now = new Date(ms);
    const made = slots.filter((it) => it.madeAt <= ms && it.to > ms);
    const current = made.find((it) => it.from <= ms);
    const next = made.filter((it) => it.from > ms).toSorted((a, b) => a.from - b.from)[0];
    if (known.connection === 'asleep' && upAt <= ms) known = { ...known, connection: 'online' };
    const isUsed = known.connection === 'online' && uses.some((it) => it.from <= ms && it.to > ms);
    const need = current ? 'it is booked now' : isUsed ? 'somebody is at its screen' : null;
    if (need !== null) lastNeedMs = ms;
    known = { ...known, need, nextNeedAt: current ? null : next ? new Date(next.from) : null };
    // One that was made long enough ahead finds it awake: the lead time bears two lost packets and a minute to wake.
    const known_ = current && Math.max(current.madeAt, START) <= current.from - rule.leadMinutes * MINUTE;
    if (known_ && current.from <= ms && ms - current.from < STEP) expect(known.connection).toBe('online');
    const step = decidePower(known, now);
    if (step.kind === 'stay') known = { ...known, neededAt: step.neededAt };
    if (step.kind === 'sleep') {
      expect(need).toBeNull();
      expect(ms - lastNeedMs).toBeGreaterThanOrEqual(rule.idleMinutes * MINUTE - STEP);
      if (next) expect(next.from - ms).toBeGreaterThanOrEqual(rule.leadMinutes * MINUTE + LEAST_SLEEP_MS);
      known = { ...known, state: 'asleep', since: now, connection: 'asleep', tries: 0 };
      [upAt, sleptAt, seen.sleeps] = [Number.POSITIVE_INFINITY, ms, seen.sleeps + 1];
    }
    if (step.kind === 'wake') {
      const isFirst = known.state === 'asleep';
      if (isFirst) {
        seen.wakes += 1;
        // Sooner than is worth it only for what nobody knew when it went to sleep.
        const isNew = made.some((it) => it.madeAt > sleptAt);
        if (!isNew) expect(ms - sleptAt).toBeGreaterThanOrEqual(LEAST_SLEEP_MS - STEP);
      }
      const tries = isFirst ? 1 : known.tries + 1;
      known = { ...known, state: known.state === 'unwakeable' ? 'unwakeable' : 'waking', tries };
      if (isFirst) known = { ...known, since: now };
      known = { ...known, nextTryAt: new Date(ms + tryAgainMs(tries)) };
      // Packets are lost; the third is heard.
      if (upAt === Number.POSITIVE_INFINITY && (random() < 0.5 || tries >= 3)) upAt = ms + pick(60_000);
    }
    if (step.kind === 'give_up') throw new Error('It was given up.');
    if (step.kind === 'awake') {
      known = { ...known, state: 'awake', since: now, neededAt: now, tries: 0, nextTryAt: null };
      lastNeedMs = ms;
    }
  }
  return seen;
}

test('over a day it sleeps when nobody needs it, is awake for each slot, and changes for a reason', () => {
  let [sleeps, wakes] = [0, 0];
  for (let seed = 1; seed <= 30; seed += 1) {
    try {
      const seen = live(seed);
      sleeps += seen.sleeps;
      wakes += seen.wakes;
    } catch (error) {
      throw new Error(`Seed ${seed}`, { cause: error });
    }
  }
  expect(sleeps).toBeGreaterThan(50);
  expect(wakes).toBeGreaterThan(50);
});
