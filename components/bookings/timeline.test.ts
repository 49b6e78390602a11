import { expect, test } from 'vitest';
import type { IslandView, MachineView } from './types.ts';
import { barsOf, freeHours, maintenanceBarsOf, timelineIslands } from './timeline-bars.ts';
import { oddHours, positionOf, stepDay, timelineWindow } from './timeline-window.ts';
import type { BookingView, MaintenanceView } from './types.ts';

const ZONE = 'Europe/Berlin';
const NOW = Date.parse('2026-11-18T22:04:00Z');
const HOUR = 3_600_000;

// Only what the timeline reads; the rest of a row does not matter here.
const machine = (id: string, more: Partial<MachineView> = {}) =>
  ({ id, name: id, simulated: false, status: 'active', connection: 'online', ...more }) as MachineView;
const island = (ids: string[]) =>
  ({ id: ids.join(), title: ids.join(), machineIds: ids }) as unknown as IslandView;
const booking = (ids: string[], startsAt: string, endsAt: string, more: Partial<BookingView> = {}) =>
  ({
    id: 'b',
    status: 'confirmed',
    startsAt,
    endsAt,
    endedAt: null,
    machines: ids.map((id) => ({ id })),
    ...more,
  }) as BookingView;

test('a week is seven local days from Monday, a day is one, and steps keep the view', () => {
  const week = timelineWindow({ view: null, day: null }, ZONE, NOW);
  expect(week.days.map((it) => it.key)).toEqual([
    '2026-11-16',
    '2026-11-17',
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
    '2026-11-22',
  ]);
  expect(new Date(week.fromMs).toISOString()).toBe('2026-11-15T23:00:00.000Z');
  expect([stepDay(week, -1), stepDay(week, 1)]).toEqual(['2026-11-09', '2026-11-23']);
  expect(timelineWindow({ view: 'day', day: '2026-12-01' }, ZONE, NOW).days).toHaveLength(1);
  for (const day of [
    '2026-99-99',
    '9999-12-31',
    '0001-01-01',
    '0000-00-00',
    '1970-01-01',
    '+275760-09-13',
    'x',
  ])
    expect(timelineWindow({ view: 'month', day }, ZONE, NOW)).toEqual(week);
  for (const day of ['1971-01-01', '9998-12-31'])
    for (const view of ['week', 'day', 'agenda'])
      expect(timelineWindow({ view, day }, ZONE, NOW).days.map((it) => it.key)).toContain(day);
});

test('the days of a clock change are as long as they are', () => {
  const week = timelineWindow({ view: 'week', day: '2026-10-25' }, ZONE, NOW);
  expect(week.days.map(oddHours)).toEqual([null, null, null, null, null, null, 25]);
  expect(week.toMs - week.fromMs).toBe(169 * HOUR);
  expect(positionOf(week.days[6]!.fromMs, week)).toBeCloseTo(144 / 169);
});

test('neighbours make one tall bar, others several; a given-back booking ends where it ended', () => {
  const [row] = timelineIslands(
    ['a', 'b', 'c', 'd'].map((id) => machine(id)),
    [island(['a', 'b', 'c', 'd'])],
  );
  const window = { fromMs: NOW - 24 * HOUR, toMs: NOW + 24 * HOUR };
  const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
  const runs = (it: BookingView) => barsOf(row!, [it], window).map(({ row: first, rows }) => [first, rows]);
  expect(runs(booking(['a', 'b', 'd'], at(0), at(4)))).toEqual([
    [0, 2],
    [3, 1],
  ]);
  expect(barsOf(row!, [booking(['a'], at(-30), at(4), { endedAt: at(1) })], window)).toMatchObject([
    { fromMs: window.fromMs, toMs: NOW + HOUR },
  ]);
  expect(runs(booking(['a'], at(30), at(34)))).toEqual([]);
  expect(runs(booking(['a'], at(0), at(4), { status: 'cancelled' }))).toEqual([]);
});

test('free hours count real machines that speak; unknown ones are not free from now on', () => {
  const lab = [
    machine('a'),
    machine('b', { connection: 'lost' }),
    machine('c', { status: 'maintenance' }),
    machine('s', { simulated: true }),
    machine('n', { connection: 'never' }),
  ];
  const window = { fromMs: NOW - 2 * HOUR, toMs: NOW + 2 * HOUR };
  const taken = booking(['a'], new Date(NOW + HOUR).toISOString(), new Date(NOW + 2 * HOUR).toISOString());
  expect(freeHours(lab, [taken], [], window, NOW).map((it) => it.free)).toEqual([2, 2, 1, 0]);
});

test('planned maintenance is a bar of its machine, and takes it from the free ones', () => {
  const lab = [machine('a'), machine('b')];
  const window = { fromMs: NOW, toMs: NOW + 3 * HOUR };
  const planned = {
    id: 'm',
    machineId: 'b',
    startsAt: new Date(NOW + HOUR).toISOString(),
    endsAt: new Date(NOW + 5 * HOUR).toISOString(),
  } as MaintenanceView;
  const [row, other] = timelineIslands([...lab, machine('c')], [island(['a', 'b']), island(['c'])]);
  expect(maintenanceBarsOf(row!, [planned], window)).toMatchObject([
    { row: 1, fromMs: NOW + HOUR, toMs: NOW + 3 * HOUR },
  ]);
  expect(maintenanceBarsOf(other!, [planned], window)).toEqual([]);
  expect(freeHours(lab, [], [planned], window, NOW).map((it) => it.free)).toEqual([2, 1, 1]);
});

test('retired machines have no row', () => {
  const rows = timelineIslands(
    [machine('a'), machine('b', { status: 'retired' })],
    [island(['a']), island(['b'])],
  );
  expect(rows.map((it) => it.machines.map(({ id }) => id))).toEqual([['a']]);
});
