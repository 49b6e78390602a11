import { expect, test } from 'vitest';
import { makeLogger } from '../logger.ts';
import { createRoster } from './roster.ts';

function makeRoster() {
  const clock = { ms: 0 };
  const roster = createRoster(() => clock.ms, makeLogger('silent'));
  let joins = 0;
  roster.onJoined(() => (joins += 1));
  return { roster, clock, joins: () => joins };
}

test('a portal known by its row is told of everything, and asked once it has been heard', () => {
  const { roster, joins } = makeRoster();
  expect(roster.isAlone()).toBe(true);
  roster.see(['b']);
  expect(roster.isAlone()).toBe(false);
  expect(roster.answers('b')).toBe(false);
  roster.hear('b');
  expect(roster.answers('b')).toBe(true);
  expect(joins()).toBe(1);
  roster.doubt('b');
  expect(roster.silent()).toEqual(['b']);
  roster.hear('b');
  expect(roster.answers('b')).toBe(true);
  expect(joins()).toBe(2);
});

test('one that is heard before its row is written stays; one without either goes', () => {
  const { roster, clock } = makeRoster();
  roster.hear('b');
  roster.see([]);
  expect(roster.others()).toEqual(['b']);
  clock.ms = 10_001;
  roster.see([]);
  expect(roster.isAlone()).toBe(true);
});

test('after its goodbye neither late words nor its row bring it back', () => {
  const { roster } = makeRoster();
  roster.hear('b');
  roster.lose('b');
  roster.hear('b');
  roster.see(['b']);
  expect(roster.isAlone()).toBe(true);
});
