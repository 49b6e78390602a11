import { describe, expect, test } from 'vitest';
import { ALWAYS, decideMeters, groupByMeter, type MeteredMachine, metersFor } from './meters.ts';

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
    expect(all).toEqual([{ machineIds: ['a'], readers: [{ machineId: 'a', ...ALWAYS }] }]);
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
