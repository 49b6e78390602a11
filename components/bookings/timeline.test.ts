import { expect, test } from 'vitest';
import type { IslandView, MachineView } from './types.ts';
import { layOut, timelineIslands } from './timeline-bars.ts';
import { type Cursor, cursorAt, type TimelineGrid, walk } from './timeline-cursor.ts';
import { beginChange, dragTo, moveBy, moveToRow, resizeBy, selectCell, selectRow } from './timeline-draft.ts';
import { draftMachines } from './timeline-draft.ts';
import { groupMachines, rowAt, timelineRows, topOf } from './timeline-rows.ts';
import { freeHours, takenTimes } from './timeline-taken.ts';
import {
  oddHours,
  positionOf,
  snapTime,
  stepDay,
  stepsOf,
  stepTime,
  timelineWindow,
  windowParts,
} from './timeline-window.ts';
import { lookAtDraft } from './timeline-words.ts';
import type { BookingView, DrawnHold, MaintenanceView } from './types.ts';

const ZONE = 'Europe/Berlin';
const NOW = Date.parse('2026-11-18T22:04:00Z');
const HOUR = 3_600_000;

// Only what the timeline reads; the rest of a row does not matter here.
const machine = (id: string, more: Partial<MachineView> = {}) =>
  ({ id, name: id, simulated: false, status: 'active', connection: 'online', ...more }) as MachineView;
const island = (ids: string[]) =>
  ({ id: ids.join(), title: ids.join(), kind: 'none', machineIds: ids }) as unknown as IslandView;
const booking = (ids: string[], startsAt: string, endsAt: string, more: Partial<BookingView> = {}) =>
  ({
    id: 'b',
    status: 'confirmed',
    startsAt,
    endsAt,
    endedAt: null,
    endReason: null,
    heldUntil: endsAt,
    person: { id: 'p', name: 'Aiko' },
    mine: false,
    simulated: false,
    machines: ids.map((id) => ({ id, name: id })),
    ...more,
  }) as BookingView;
const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
const planned = (machineId: string, from: number, to: number) =>
  ({ id: `m${machineId}`, machineId, startsAt: at(from), endsAt: at(to), waits: false }) as MaintenanceView;
const contentsOf = (bookings: BookingView[], more: Partial<Parameters<typeof takenTimes>[0]> = {}) => ({
  bookings,
  planned: [],
  holds: [],
  ...more,
});
const rowsOf = (...islands: string[][]) =>
  timelineRows(
    groupMachines(
      timelineIslands(
        islands.flat().map((id) => machine(id)),
        islands.map((ids) => island(ids)),
      ),
      'island',
      new Map(),
    ),
  );
const gridOf = (
  rows: ReturnType<typeof rowsOf>,
  bookings: BookingView[],
  day = '2026-11-18',
): TimelineGrid => {
  const window = timelineWindow({ view: 'day', day }, ZONE, NOW);
  const layout = layOut(rows, contentsOf(bookings), window);
  return { rows, layout, window, steps: stepsOf('day'), zone: ZONE };
};

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
    expect(timelineWindow({ view: 'week', day }, ZONE, NOW)).toEqual(week);
  for (const day of ['1971-01-01', '9997-12-31'])
    for (const view of ['week', 'day', 'month', 'agenda'])
      expect(timelineWindow({ view, day }, ZONE, NOW).days.map((it) => it.key)).toContain(day);
});

test('a week that nobody chose has days to come: on a weekend it begins that day, a chosen day is the first', () => {
  const first = (view: string, day: string | null, now: string) =>
    timelineWindow({ view, day }, ZONE, Date.parse(now)).days[0]!.key;
  expect(first('week', null, '2026-11-20T12:00:00Z')).toBe('2026-11-16');
  expect(first('week', null, '2026-11-21T12:00:00Z')).toBe('2026-11-21');
  expect(first('week', null, '2026-11-22T12:00:00Z')).toBe('2026-11-22');
  expect(first('2weeks', null, '2026-11-22T12:00:00Z')).toBe('2026-11-16');
  expect(first('week', '2026-11-18', '2026-11-22T12:00:00Z')).toBe('2026-11-18');
});

test('a month is whole weeks, steps go from month to month, and each part asked for is a week', () => {
  const month = timelineWindow({ view: 'month', day: '2026-11-18' }, ZONE, NOW);
  expect([month.days[0]!.key, month.days.at(-1)!.key]).toEqual(['2026-10-26', '2026-12-06']);
  expect([stepDay(month, -1), stepDay(month, 1)]).toEqual(['2026-10-01', '2026-12-01']);
  const parts = windowParts(timelineWindow({ view: '4weeks', day: '2026-10-19' }, ZONE, NOW));
  expect(parts).toHaveLength(4);
  expect(parts[0]).toEqual({ from: '2026-10-18T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' });
});

test('steps are those of the wall clock, on the days of a clock change too', () => {
  const time = (iso: string) => Date.parse(iso);
  const iso = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  expect(iso(snapTime(time('2026-11-18T03:10:00Z'), HOUR / 2, ZONE, 'floor'))).toBe('03:00');
  expect(iso(stepTime(time('2026-11-18T03:10:00Z'), HOUR / 2, ZONE, 1))).toBe('03:30');
  expect(iso(stepTime(time('2026-11-18T03:10:00Z'), HOUR / 2, ZONE, -1))).toBe('03:00');
  // 25 h: 00:00 and 06:00 of the wall are seven hours apart, back and forth.
  expect(iso(stepTime(time('2026-10-24T22:00:00Z'), 6 * HOUR, ZONE, 1))).toBe('05:00');
  expect(iso(stepTime(time('2026-10-25T05:00:00Z'), 6 * HOUR, ZONE, -1))).toBe('22:00');
  // 23 h: five.
  expect(iso(stepTime(time('2026-03-28T23:00:00Z'), 6 * HOUR, ZONE, 1))).toBe('04:00');
  expect(iso(stepTime(time('2026-03-29T04:00:00Z'), 6 * HOUR, ZONE, -1))).toBe('23:00');
});

test('the days of a clock change are as long as they are', () => {
  const week = timelineWindow({ view: 'week', day: '2026-10-19' }, ZONE, NOW);
  expect(week.days.map(oddHours)).toEqual([null, null, null, null, null, null, 25]);
  expect(week.toMs - week.fromMs).toBe(169 * HOUR);
  expect(positionOf(week.days[6]!.fromMs, week)).toBeCloseTo(144 / 169);
});

test('neighbours make one tall bar, others several; a given-back booking ends where it ended', () => {
  const rows = rowsOf(['a', 'b'], ['c', 'd', 'e']);
  const window = { fromMs: NOW - 24 * HOUR, toMs: NOW + 24 * HOUR };
  const bars = (it: BookingView) => [...layOut(rows, contentsOf([it]), window).byRow.values()].flat();
  const runs = (it: BookingView) => bars(it).map(({ row, rows: count }) => [row, count]);
  // Rows 0 and 3 are heads.
  expect(runs(booking(['a', 'b', 'c', 'e'], at(0), at(4)))).toEqual([
    [1, 2],
    [4, 1],
    [6, 1],
  ]);
  expect(bars(booking(['a'], at(-30), at(4), { endedAt: at(1) }))).toMatchObject([
    { fromMs: window.fromMs, toMs: NOW + HOUR, tailMs: NOW + HOUR },
  ]);
  expect(runs(booking(['a'], at(30), at(34)))).toEqual([]);
  expect(runs(booking(['a'], at(0), at(4), { status: 'cancelled' }))).toEqual([]);
  expect(runs(booking(['a'], at(0), at(4), { status: 'declined' }))).toEqual([]);
  expect(bars(booking(['a'], at(0), at(4), { heldUntil: at(4.5) }))).toMatchObject([
    { tailMs: NOW + 4.5 * HOUR },
  ]);
  const noShow = { endedAt: at(1), endReason: 'no_show', status: 'ended' as const };
  expect(bars(booking(['a'], at(0), at(4), noShow))).toMatchObject([{ toMs: NOW + 4 * HOUR }]);
});

test('bars know what room follows, and rows which bar they are a part of', () => {
  const rows = rowsOf(['a', 'b']);
  const window = { fromMs: NOW, toMs: NOW + 24 * HOUR };
  const tall = booking(['a', 'b'], at(0), at(1));
  const next = booking(['b'], at(3), at(4), { id: 'next' });
  const layout = layOut(rows, contentsOf([tall, next]), window);
  expect(layout.byRow.get(1)).toMatchObject([{ rows: 2, roomMs: 2 * HOUR }]);
  expect(layout.firstRows).toEqual([0, 1, 1]);
});

test('a request over somebody’s time has a lane of its own in each row, one on free time none', () => {
  const rows = rowsOf(['a', 'b']);
  const window = { fromMs: NOW, toMs: NOW + 24 * HOUR };
  const wish = booking(['a', 'b'], at(1), at(3), { id: 'w', status: 'pending' });
  const other = booking(['a'], at(2), at(5), { id: 'v', status: 'pending' });
  const alone = booking(['b'], at(10), at(12), { id: 'u', status: 'pending' });
  const layout = layOut(rows, contentsOf([booking(['a'], at(0), at(4)), wish, other, alone]), window);
  const lanes = [...layout.byRow.values()].flat().map((it) => [it.key.slice(0, 1), it.row, it.lane]);
  expect(lanes).toEqual([
    ['b', 1, null],
    ['w', 1, { at: 0, of: 2 }],
    ['v', 1, { at: 1, of: 2 }],
    ['w', 2, { at: 0, of: 1 }],
    ['u', 2, null],
  ]);
});

test('rows are found by their height', () => {
  const rows = rowsOf(['a', 'b'], ['c']);
  const sizes = { linePx: 38, headPx: 26 };
  expect(rows.map((it) => topOf(it, sizes))).toEqual([0, 26, 64, 102, 128]);
  expect([-5, 0, 25, 26, 101, 102, 128, 900].map((y) => rowAt(rows, y, sizes))).toEqual([
    0, 0, 0, 1, 2, 3, 4, 4,
  ]);
});

test('free hours count real machines that speak; unknown ones are not free from now on', () => {
  const hour = Math.floor(NOW / HOUR) * HOUR;
  const lab = [
    machine('a'),
    machine('b', { connection: 'lost' }),
    machine('c', { status: 'maintenance' }),
    machine('s', { simulated: true }),
    machine('n', { connection: 'never' }),
  ];
  const window = { fromMs: hour - 2 * HOUR, toMs: hour + 2 * HOUR };
  const from = new Date(hour + HOUR).toISOString();
  const taken = booking(['a'], from, new Date(hour + 2 * HOUR).toISOString());
  const free = (it: BookingView) =>
    freeHours(lab, takenTimes(contentsOf([it])), window, hour).map(({ free: count }) => count);
  expect(free(taken)).toEqual([2, 2, 1, 0]);
  // A request keeps nobody away; a turnaround does.
  expect(free({ ...taken, status: 'pending' })).toEqual([2, 2, 1, 1]);
  const short = booking(['a'], new Date(hour).toISOString(), from, {
    heldUntil: new Date(hour + 1.2 * HOUR).toISOString(),
  });
  expect(free(short)).toEqual([2, 2, 0, 0]);
});

test('a day of a clock change has 23 or 25 free hours', () => {
  const count = (day: string) => {
    const window = timelineWindow({ view: 'day', day }, ZONE, NOW);
    return freeHours([machine('a')], new Map(), window, NOW).length;
  };
  expect([count('2026-03-29'), count('2026-10-25'), count('2026-11-18')]).toEqual([23, 25, 24]);
});

test('planned maintenance is a bar of its machine, and takes it from the free ones; so does a hold', () => {
  const lab = [machine('a'), machine('b')];
  const window = { fromMs: NOW, toMs: NOW + 3 * HOUR };
  const contents = contentsOf([], { planned: [planned('b', 1, 5)] });
  expect(layOut(rowsOf(['a', 'b']), contents, window).byRow.get(2)).toMatchObject([
    { kind: 'maintenance', fromMs: NOW + HOUR, toMs: NOW + 3 * HOUR },
  ]);
  expect(freeHours(lab, takenTimes(contents), window, NOW).map((it) => it.free)).toEqual([2, 1, 1]);
  const hold = { id: 'h', machineIds: ['a'], startsAt: at(2), endsAt: at(3) } as DrawnHold;
  const both = { ...contents, holds: [hold] };
  expect(freeHours(lab, takenTimes(both), window, NOW).map((it) => it.free)).toEqual([2, 1, 0]);
});

test('the keys walk through cells and bars of a row, past a turnaround, and across rows and heads', () => {
  const rows = rowsOf(['a', 'b'], ['c']);
  // 10:00 to 12:30 in Berlin, kept free until 13:00.
  const tall = booking(['a', 'b'], '2026-11-18T09:00:00Z', '2026-11-18T11:30:00Z', {
    heldUntil: '2026-11-18T12:00:00Z',
  });
  const grid = gridOf(rows, [tall]);
  const press = (cursor: Cursor, ...keys: string[]) =>
    keys.reduce((it, key) => walk(grid, it, key, false) ?? it, cursor);
  const hours = (it: Cursor) =>
    it.on === 'cell' ? [it.row, new Date(it.fromMs).getUTCHours(), new Date(it.toMs).getUTCHours()] : it.on;
  const eight = cursorAt(grid, 1, Date.parse('2026-11-18T08:10:00Z'));
  expect(hours(eight)).toEqual([1, 8, 9]);
  expect(press(eight, 'ArrowRight')).toMatchObject({ on: 'bar', id: 'b', row: 1 });
  expect(hours(press(eight, 'ArrowRight', 'ArrowRight'))).toEqual([1, 12, 13]);
  expect(press(eight, 'ArrowRight', 'ArrowRight', 'ArrowLeft')).toMatchObject({ on: 'bar', id: 'b' });
  expect(hours(press(eight, 'ArrowDown', 'ArrowDown'))).toEqual([4, 8, 9]);
  expect(hours(press(eight, 'ArrowDown', 'ArrowDown', 'ArrowUp'))).toEqual([2, 8, 9]);
  expect(press(eight, 'Home').on).toBe('name');
  expect(hours(press(eight, 'Home', 'ArrowDown', 'ArrowRight'))).toEqual([2, 23, 0]);
  expect(walk(grid, eight, 'a', false)).toBeNull();
});

test('a booking is moved and resized by steps, by keys as by the pointer; one of several machines keeps them', () => {
  const rows = rowsOf(['a', 'b'], ['c']);
  const steps = { ...stepsOf('week'), zone: ZONE };
  const change = beginChange(booking(['a'], '2026-11-19T09:10:00Z', '2026-11-19T11:10:00Z'));
  const span = (it: { fromMs: number; toMs: number }) =>
    [it.fromMs, it.toMs].map((ms) => new Date(ms).toISOString().slice(11, 16));
  expect(span(moveBy(change, steps, 1))).toEqual(['09:30', '11:30']);
  expect(span(moveBy(change, steps, -1))).toEqual(['09:00', '11:00']);
  expect(span(resizeBy(change, steps, 1))).toEqual(['09:10', '11:30']);
  expect(resizeBy({ ...change, toMs: change.fromMs + 60_000 }, steps, -1).toMs).toBe(change.fromMs + 60_000);
  expect(moveToRow(change, rows, 1).machineIds).toEqual(['b']);
  expect(moveToRow({ ...change, machineIds: ['b'] }, rows, 1).machineIds).toEqual(['c']);
  expect(moveToRow(change, rows, -1).machineIds).toEqual(['a']);
  const two = beginChange(booking(['a', 'b'], '2026-11-19T09:10:00Z', '2026-11-19T11:10:00Z'));
  expect(moveToRow(two, rows, 1)).toBe(two);
  const pointer = { fromMs: 0, atMs: 55 * 60_000, row: rows[2]! };
  expect(span(dragTo(change, 'move', pointer, steps))).toEqual(['10:00', '12:00']);
  expect(dragTo(change, 'move', pointer, steps).machineIds).toEqual(['b']);
  expect(span(dragTo(change, 'end', pointer, steps))).toEqual(['09:10', '12:00']);
  expect(span(dragTo(change, 'start', pointer, steps))).toEqual(['10:00', '11:10']);
  expect(span(dragTo(change, 'move', { ...pointer, atMs: 60_000 }, steps))).toEqual(['09:10', '11:10']);
});

test('a choice goes over rows of one kind, and says who is in the way', () => {
  const rows = rowsOf(['a', 'b'], ['c']);
  const taken = booking(['b'], '2026-11-19T09:00:00Z', '2026-11-19T11:30:00Z');
  const grid = gridOf(rows, [taken], '2026-11-19');
  const cell = cursorAt(grid, 1, Date.parse('2026-11-19T09:00:00Z'));
  if (cell.on !== 'cell') throw new Error('no cell');
  const one = selectCell(cell);
  const clock = { zone: ZONE, nowMs: NOW };
  const times = takenTimes(contentsOf([taken]));
  expect(lookAtDraft(one, rows, times, clock).words).toBe('a, Thu 10:00 to 11:00, free');
  const two = selectRow(one, rows, 1);
  expect(draftMachines(two, rows).map((it) => it.id)).toEqual(['a', 'b']);
  expect(lookAtDraft(two, rows, times, clock).words).toBe(
    'a and b, Thu 10:00 to 11:00, Aiko has b until Thu 12:30',
  );
  const past = { ...one, fromMs: NOW - 2 * HOUR, toMs: NOW - HOUR };
  expect(lookAtDraft(past, rows, times, clock).problem).toBe('That time is over');
});

test('retired machines have no row', () => {
  const rows = timelineIslands(
    [machine('a'), machine('b', { status: 'retired' })],
    [island(['a']), island(['b'])],
  );
  expect(rows.map((it) => it.machines.map(({ id }) => id))).toEqual([['a']]);
});
