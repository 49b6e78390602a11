import { describe, expect, test } from 'vitest';
import { ALWAYS, decideMeters, groupByMeter, type MeteredMachine, metersFor, readersFor } from './meters.ts';
import { seededRandom } from './seeded-random.ts';

const hour = (hours: number) => new Date(Date.UTC(2026, 10, 24, hours));
const span = (from: number, to: number) => ({ from: hour(from), to: hour(to) });
const machine = (id: string, key: number, over: Partial<MeteredMachine> = {}): MeteredMachine => ({
  id,
  key,
  simulated: false,
  hostId: `host of ${id}`,
  ...over,
});
const onHost = (id: string, key: number) => machine(id, key, { hostId: 'one host' });
const never = () => null;

describe('groupByMeter', () => {
  test.each([
    ['machines of their own hosts', [machine('a', 1), machine('b', 2)], [['a'], ['b']]],
    ['two agents on one host, oldest first', [onHost('b', 2), onHost('a', 1)], [['a', 'b']]],
    [
      'machines that have never told their host',
      [machine('a', 1, { hostId: null }), machine('b', 2, { hostId: null })],
      [['a'], ['b']],
    ],
    [
      'simulated machines played on a real one’s host',
      [
        onHost('a', 1),
        machine('b', 2, { hostId: 'one host', simulated: true }),
        machine('c', 3, { hostId: 'one host', simulated: true }),
      ],
      [['a'], ['b'], ['c']],
    ],
  ])('%s', (_name, machines, groups) => {
    expect(groupByMeter(machines).map((group) => group.map((it) => it.id))).toEqual(groups);
  });
});

describe('the reader of a meter', () => {
  const readersOf = (measured: Record<string, [number, number] | null>) =>
    decideMeters(
      Object.keys(measured).map((id, index) => onHost(id, index + 1)),
      (id) => (measured[id] ? span(...measured[id]) : null),
    ).all[0]!.readers.map((it) => [it.machineId, it.from, it.to]);

  test('is the machine itself where it is alone, whether it measures or not', () => {
    const { all } = decideMeters([machine('a', 1)], never);
    expect(all).toEqual([
      { machineIds: ['a'], readers: [{ machineId: 'a', counterId: 'a', covers: ['a'], ...ALWAYS }] },
    ]);
  });

  test.each<[string, Record<string, [number, number] | null>, unknown[]]>([
    [
      'the oldest of two that measure side by side',
      { a: [1, 9], b: [1, 9] },
      [['a', ALWAYS.from, ALWAYS.to]],
    ],
    ['the one that measures', { a: null, b: [1, 9] }, [['b', ALWAYS.from, ALWAYS.to]]],
    ['the oldest where none measures', { a: null, b: null }, [['a', ALWAYS.from, ALWAYS.to]]],
    [
      'the newcomer from the moment the old one fell silent',
      { a: [1, 5], b: [6, 9] },
      [
        ['a', ALWAYS.from, hour(6)],
        ['b', hour(6), ALWAYS.to],
      ],
    ],
    [
      'the oldest while it lasts, between what only the younger has seen',
      { a: [3, 5], b: [1, 9] },
      [
        ['b', ALWAYS.from, hour(3)],
        ['a', hour(3), hour(5)],
        ['b', hour(5), ALWAYS.to],
      ],
    ],
    ['not a machine whose span is empty', { a: [4, 4], b: [1, 9] }, [['b', ALWAYS.from, ALWAYS.to]]],
  ])('is %s', (_name, measured, readers) => {
    expect(readersOf(measured)).toEqual(readers);
  });
});

test('a total counts a shared meter once, and knows nothing of strangers', () => {
  const meters = decideMeters([onHost('a', 1), onHost('b', 2), machine('c', 3)], never);
  expect(metersFor(meters, ['b', 'c', 'a', 'stranger'])).toEqual(meters.all);
  expect(meters.of('a')).toBe(meters.of('b'));
  expect(meters.of('stranger')).toBeNull();
});

describe('a wall meter', () => {
  const link = (machineId: string, from: number, to: number) => ({
    meterId: 'plug',
    machineId,
    ...span(from, to),
  });
  const measured = (it: Record<string, [number, number]>) => (id: string) =>
    it[id] ? span(...it[id]) : null;
  const told = (readers: readonly { counterId: string; covers: readonly string[]; from: Date; to: Date }[]) =>
    readers
      .map((it) => [it.counterId, it.covers.join(), it.from, it.to])
      .toSorted((a, b) => Number(a[2]) - Number(b[2]) || String(a[0]).localeCompare(String(b[0])));

  test('is read instead of the chip while it measures, and the chip before and after', () => {
    const meters = decideMeters([machine('a', 1)], measured({ plug: [3, 8] }), [link('a', 1, 9)]);
    expect(told(meters.of('a')!.readers)).toEqual([
      ['a', 'a', ALWAYS.from, hour(3)],
      ['plug', 'a', hour(3), hour(8)],
      ['a', 'a', hour(8), ALWAYS.to],
    ]);
  });

  test('that never measured takes nothing from the chip', () => {
    const meters = decideMeters([machine('a', 1)], never, [link('a', 1, 9)]);
    expect(told(meters.of('a')!.readers)).toEqual([['a', 'a', ALWAYS.from, ALWAYS.to]]);
  });

  test('over two Macs is one meter of both, with each by itself before the second was plugged in', () => {
    const machines = [machine('a', 1), machine('b', 2), machine('c', 3)];
    const links = [link('a', 1, 9), link('b', 4, 9)];
    const meters = decideMeters(machines, measured({ plug: [1, 9] }), links);
    expect(meters.all.map((it) => it.machineIds)).toEqual([['a', 'b'], ['c']]);
    expect(told(meters.of('b')!.readers)).toEqual([
      ['a', 'a', ALWAYS.from, hour(1)],
      ['b', 'b', ALWAYS.from, hour(4)],
      ['plug', 'a', hour(1), hour(4)],
      ['plug', 'a,b', hour(4), hour(9)],
      ['a', 'a', hour(9), ALWAYS.to],
      ['b', 'b', hour(9), ALWAYS.to],
    ]);
    expect(told(readersFor(meters.of('b')!, ['b'])).map(([id]) => id)).toEqual(['b', 'plug', 'b']);
  });

  test('over one agent of a host is over all of that host', () => {
    const meters = decideMeters([onHost('a', 1), onHost('b', 2)], measured({ plug: [1, 9] }), [
      link('b', 1, 9),
    ]);
    expect(told(meters.of('a')!.readers).map(([id, covers]) => [id, covers])).toEqual([
      ['a', 'a,b'],
      ['plug', 'a,b'],
      ['a', 'a,b'],
    ]);
  });

  test('beside another at one time is not read: what one was taken away from counts once', () => {
    const links = [link('a', 1, 9), { ...link('a', 2, 12), meterId: 'successor' }];
    for (const inOrder of [links, links.toReversed()]) {
      const meters = decideMeters([machine('a', 1)], measured({ plug: [1, 6], successor: [4, 12] }), inOrder);
      expect(told(meters.of('a')!.readers)).toEqual([
        ['a', 'a', ALWAYS.from, hour(1)],
        ['plug', 'a', hour(1), hour(6)],
        ['successor', 'a', hour(6), hour(12)],
        ['a', 'a', hour(12), ALWAYS.to],
      ]);
    }
  });

  test('covers each moment of each machine once, whatever was plugged in when', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 30; round += 1) {
      const at = () => Math.floor(random() * 12);
      const machines = ['a', 'b', 'c', 'd'].map((id, index) =>
        machine(id, index, { hostId: random() < 0.3 ? 'shared' : `host ${id}` }),
      );
      // No machine hangs on two meters at once: each has links of its own meter only.
      const links = machines.flatMap(({ id }, index) => {
        const [from, to] = [at(), at()].toSorted((a, b) => a - b) as [number, number];
        return [
          {
            meterId: `plug ${machines[index]!.hostId === 'shared' ? 0 : index % 2}`,
            machineId: id,
            ...span(from, to),
          },
        ];
      });
      const spans: Record<string, [number, number]> = {
        'plug 0': [2, 9],
        'plug 1': [1, 11],
        a: [0, 6],
        b: [3, 12],
      };
      const meters = decideMeters(machines, measured(spans), links);
      for (const { id } of machines)
        for (let half = 0; half < 24; half += 1) {
          const moment = new Date(hour(0).getTime() + half * 1_800_000 + 1);
          const reading = readersFor(meters.of(id)!, [id]).filter(
            (it) => it.from <= moment && moment < it.to,
          );
          expect(reading).toHaveLength(1);
        }
    }
  });
});
