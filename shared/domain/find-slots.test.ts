import { describe, expect, test } from 'vitest';
import { type BusySpan, findSlots, type SlotSearch } from './find-slots.ts';
import { preferredStretches } from './preferred-hours.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-24T12:00:00Z');
const at = (hours: number): number => START + hours * HOUR;
const machine = (id: string, memoryBytes = 64) => ({ id, name: id, catalogId: null, memoryBytes });
const busy = (machineId: string, from: number, to: number, more: Partial<BusySpan> = {}): BusySpan => ({
  machineId,
  fromMs: at(from),
  toMs: at(to),
  isPending: false,
  who: 'Ada',
  ...more,
});
const cables = (...pairs: [string, string][]): Map<string, Set<string>> => {
  const near = new Map<string, Set<string>>();
  for (const [a, b] of pairs) {
    near.set(a, (near.get(a) ?? new Set()).add(b));
    near.set(b, (near.get(b) ?? new Set()).add(a));
  }
  return near;
};
const search = (more: Partial<SlotSearch> = {}): SlotSearch => ({
  machines: ['a', 'b', 'c'].map((id) => machine(id)),
  busy: [],
  neighbours: new Map(),
  count: 1,
  cabling: 'any',
  durationMs: 2 * HOUR,
  fromMs: START,
  toMs: at(48),
  hours: 'any',
  timeZone: 'UTC',
  starts: [],
  turnaroundMs: () => 0,
  allows: () => ({ approval: null }),
  suits: () => true,
  ...more,
});
/** `1+2 a b`: starts in an hour, for two, on these. */
const told = (more: Partial<SlotSearch>): string[] =>
  findSlots(search(more)).map(
    ({ fromMs, toMs, machines }) =>
      `${(fromMs - START) / HOUR}+${(toMs - fromMs) / HOUR} ${machines.map((it) => it.id).join(' ')}`,
  );

const allBusy = (from: number, to: number): BusySpan[] => ['a', 'b', 'c'].map((id) => busy(id, from, to));

describe('gaps', () => {
  test.each<[string, Partial<SlotSearch>, string | undefined]>([
    ['now, where something is free', {}, '0+2 a'],
    ['as what was there ends, at that very moment', { busy: allBusy(-1, 3) }, '3+2 a'],
    ['exactly between two that touch it', { busy: [...allBusy(-1, 3), ...allBusy(5, 60)] }, '3+2 a'],
    ['not where a minute is missing', { busy: [...allBusy(-1, 3.02), ...allBusy(5, 60)] }, undefined],
    [
      'not where its turnaround would run into the next',
      { busy: [...allBusy(-1, 3), ...allBusy(5, 8)], turnaroundMs: () => HOUR / 2 },
      '8+2 a',
    ],
    [
      'two of three, which are free together',
      { count: 2, busy: [busy('a', -1, 9), busy('b', 2, 4)] },
      '0+2 b c',
    ],
    ['later, once two are', { count: 2, busy: [busy('a', -1, 9), busy('b', 1, 4)] }, '4+2 b c'],
    ['never more than there are', { count: 4 }, undefined],
    ['not beyond the window', { busy: allBusy(-1, 47) }, undefined],
    ['spans that overlap each other count once', { busy: [...allBusy(-1, 6), ...allBusy(2, 4)] }, '6+2 a'],
  ])('%s', (_, more, expected) => {
    expect(told(more)[0]).toBe(expected);
  });

  test('what fills a gap best is taken first, so that longer ones stay', () => {
    expect(told({ busy: [busy('b', 2, 60), busy('a', 9, 60)] })[0]).toBe('0+2 b');
  });

  test('what lies around a slot is told', () => {
    const [slot] = findSlots(search({ busy: [...allBusy(-1, 3), ...allBusy(6, 9)] }));
    expect(slot).toMatchObject({
      freeFromMs: at(3),
      before: { atMs: at(3) },
      freeToMs: at(6),
      after: { atMs: at(6) },
    });
  });

  test('requests keep nobody away, but what is clear of them comes first', () => {
    const asked = ['a', 'b', 'c'].map((id) => busy(id, 0, 4, { isPending: true, who: 'Leon' }));
    expect(told({ busy: asked })[0]).toBe('0+2 a');
    expect(findSlots(search({ busy: asked }))[0]!.pending).toEqual(['Leon']);
    expect(told({ busy: asked.slice(0, 2) })[0]).toBe('0+2 c');
    const later = [...asked, ...['a', 'b', 'c'].map((id) => busy(id, 5, 5.5))];
    expect(findSlots(search({ busy: later }))[0]).toMatchObject({ fromMs: at(5.5), pending: [] });
  });
});

describe('cables', () => {
  const four = ['a', 'b', 'c', 'd'].map((id) => machine(id));
  const ring = cables(['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'a']);
  const mesh = cables(['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'a'], ['a', 'c'], ['b', 'd']);
  test.each<[string, Partial<SlotSearch>, string | undefined]>([
    ['a mesh is each to each', { count: 4, cabling: 'mesh', neighbours: mesh }, '0+2 a b c d'],
    ['a ring is no mesh', { count: 4, cabling: 'mesh', neighbours: ring }, undefined],
    ['a ring is connected', { count: 4, cabling: 'connected', neighbours: ring }, '0+2 a b c d'],
    [
      'two across a ring are not',
      { count: 2, cabling: 'connected', neighbours: ring, busy: [busy('b', 0, 60), busy('d', 0, 60)] },
      undefined,
    ],
    [
      'a part of a mesh is one',
      { count: 3, cabling: 'mesh', neighbours: mesh, busy: [busy('b', 0, 60)] },
      '0+2 a c d',
    ],
    [
      'a mesh waits for its last machine',
      { count: 4, cabling: 'mesh', neighbours: mesh, busy: [busy('c', 0, 7)] },
      '7+2 a b c d',
    ],
    ['one machine needs no cable', { count: 1, cabling: 'mesh' }, '0+2 a'],
  ])('%s', (_, more, expected) => {
    expect(told({ machines: four, ...more })[0]).toBe(expected);
  });

  test('machines that can not run the model are passed over', () => {
    const suits: SlotSearch['suits'] = (set) => set.every((it) => it.id > 'b');
    expect(told({ machines: four, count: 2, cabling: 'mesh', neighbours: mesh, suits })[0]).toBe('0+2 c d');
  });
});

describe('hours', () => {
  const night = { timeZone: 'Europe/Berlin', durationMs: 4 * HOUR };
  test('rather at night: tonight before now', () => {
    const [first, second] = findSlots(search({ ...night, hours: 'rather_night' }));
    expect(new Date(first!.fromMs).toISOString()).toBe('2026-11-24T19:00:00.000Z');
    expect([first!.outside, second!.outside]).toEqual([0, 0]);
  });
  test('only at night there is nothing longer than a night', () => {
    expect(findSlots(search({ ...night, hours: 'only_night', durationMs: 12 * HOUR }))).toHaveLength(2);
    expect(findSlots(search({ ...night, hours: 'only_night', durationMs: 12.5 * HOUR }))).toEqual([]);
  });
  test('working hours are those of weekdays', () => {
    const saturday = Date.parse('2026-11-28T09:00:00Z');
    const [slot] = findSlots(
      search({ ...night, hours: 'working', fromMs: saturday, toMs: saturday + 72 * HOUR }),
    );
    expect(new Date(slot!.fromMs).toISOString()).toBe('2026-11-30T08:00:00.000Z');
  });
  test.each([
    ['the clocks go back: 13 h', '2026-10-24T12:00:00Z', 13],
    ['the clocks go forward: 11 h', '2027-03-27T12:00:00Z', 11],
  ])('a night in which %s', (_, day, length) => {
    const fromMs = Date.parse(day);
    const [first] = preferredStretches('only_night', { fromMs, toMs: fromMs + 24 * HOUR }, 'Europe/Berlin');
    expect((first!.toMs - first!.fromMs) / HOUR).toBe(length);
    const found = (hours: number) =>
      findSlots(
        search({ ...night, hours: 'only_night', fromMs, toMs: fromMs + 24 * HOUR, durationMs: hours * HOUR }),
      ).length;
    expect([found(length), found(length + 0.5)]).toEqual([1, 0]);
  });
});

test('the rules decide, and where they open later a start of theirs is found', () => {
  const allows: SlotSearch['allows'] = (_, { fromMs }) =>
    fromMs >= at(6) ? { approval: 'Four or more.' } : null;
  expect(told({ allows })).toEqual([]);
  expect(findSlots(search({ allows, starts: [at(6)] }))[0]).toMatchObject({
    fromMs: at(6),
    approval: 'Four or more.',
  });
});
