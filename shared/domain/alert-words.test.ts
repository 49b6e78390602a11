import { expect, test } from 'vitest';
import { ALERT_KIND_NAMES, alertKind, marksProblem, patienceOf } from './alert-kinds.ts';
import { clearedTitle, firedWords, groupTitle, lastedText } from './alert-words.ts';

const NOW = new Date('2026-11-18T22:04:08Z');
const CLOCK = { now: NOW, timeZone: 'Europe/Berlin' };
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('a Mac that is silent: for how long, its last word by the lab’s clock, and what to do', () => {
  const since = new Date(NOW.getTime() - 13 * 60_000);
  const { title, text } = firedWords(
    { kind: 'offline', name: 'Gala', value: null, since, detail: null },
    CLOCK,
  );
  expect(plain(title)).toBe('Gala has been silent for 13 min');
  expect(plain(text)).toBe('Last word 22:51:08. Check its power and its network.');
});

test.each(ALERT_KIND_NAMES)(
  '%s names its thing when it fires and when it is over, and says nothing that is unknown',
  (kind) => {
    const { title, text } = firedWords({ kind, name: 'Gala', value: 12.4, since: null, detail: null }, CLOCK);
    expect(title).toContain('Gala');
    expect(title + text).not.toMatch(/null|undefined|NaN|\?/);
    expect(clearedTitle(kind, 'Gala')).toContain('Gala');
  },
);

test('what a new rule of each kind begins with can be saved', () => {
  for (const kind of ALERT_KIND_NAMES) {
    const { measure, ...times } = alertKind(kind);
    const marks = { threshold: measure?.threshold ?? null, clearsAt: measure?.clearsAt ?? null };
    expect(marksProblem(kind, marks)).toBeNull();
    expect(patienceOf(times).fireAfterMs).toBeGreaterThanOrEqual(0);
  }
});

test('many at once name three of them; an alert says how long it lasted', () => {
  expect(groupTitle('Mac offline', ['Anjou', 'Bosc', 'Comice'])).toBe('Mac offline: Anjou, Bosc and Comice');
  expect(groupTitle('Mac offline', ['Anjou', 'Bosc', 'Comice', 'Gala'])).toBe(
    'Mac offline: Anjou, Bosc, Comice and 1 more',
  );
  expect(plain(lastedText(new Date(NOW.getTime() - 780_000), NOW))).toBe('It lasted 13 min.');
});
