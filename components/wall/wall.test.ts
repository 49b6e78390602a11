import { describe, expect, test } from 'vitest';
import { createPortalClock } from './portal-clock.ts';
import type { WallMachineView } from './types.ts';
import { wallLayout } from './wall-layout.ts';
import { wallConcerns, wallLine, wallMeters } from './wall-words.ts';

const NOW = Date.parse('2026-11-18T22:04:00Z');
const CLOCK = { zone: 'Europe/Berlin', nowMs: NOW };
const at = (time: string) => `2026-11-18T${time}:00Z`;
const FREE: WallMachineView = {
  id: 'a',
  name: 'Anjou',
  status: 'active',
  connection: 'online',
  lastSeenAt: at('22:03'),
  needsAttention: null,
  asleep: null,
  thermalPressure: null,
  holder: {
    kind: 'free',
    inUse: false,
    personName: null,
    modelTitle: null,
    until: null,
    nextStartsAt: null,
    nextPersonName: null,
    nextKind: null,
  },
};
const held = (holder: Partial<WallMachineView['holder']>): WallMachineView => ({
  ...FREE,
  holder: { ...FREE.holder, kind: 'held', until: at('23:00'), ...holder },
});

describe('a machine in a line', () => {
  test.each([
    ['free', FREE, 'free', 'Free'],
    ['in use', held({ inUse: true, personName: 'Ines' }), 'busy', 'Ines until Thu 00:00'],
    ['booked by somebody unnamed', held({}), 'booked', 'Booked until Thu 00:00'],
    ['in use by somebody unnamed', held({ inUse: true }), 'busy', 'In use until Thu 00:00'],
    [
      'silent while somebody has it',
      { ...held({ personName: 'Ines' }), connection: 'lost' as const },
      'unknown',
      'Ines until Thu 00:00 · No word since 23:03',
    ],
    [
      'lent out',
      { ...FREE, status: 'loaned' as const, holder: { ...FREE.holder, kind: 'maintenance' as const } },
      'maintenance',
      'Lent out',
    ],
  ])('%s', (_, machine, status, text) => {
    expect(wallLine(machine, 'real', CLOCK)).toMatchObject({ status, text });
  });

  test('a simulated one keeps its shape, whoever has it', () => {
    expect(wallLine(held({ inUse: true }), 'simulated', CLOCK).status).toBe('simulated');
  });

  test('tells of its meters what it has, and heat in words', () => {
    const reading = {
      gpuRatio: 0.961,
      cpuRatio: 0.1,
      memoryUsedBytes: 402.4 * 2 ** 30,
      temperatureCelsius: null,
    };
    expect(wallMeters(reading, 2)).toBe('GPU 96\u202f% · 402\u202fGB · heavy heat');
    expect(wallMeters({ ...reading, gpuRatio: null, cpuRatio: null, memoryUsedBytes: null }, null)).toBe('');
  });

  test('silence and heat are somebody’s to see to', () => {
    const alert = (kind: 'offline' | 'disk_low', title: string) =>
      ({ id: kind, kind, severity: 'warning', title }) as const;
    const told = wallConcerns(
      {
        machines: [
          { ...FREE, connection: 'lost', lastSeenAt: at('21:51') },
          { ...FREE, id: 'b', name: 'Bosc', thermalPressure: 2 },
          FREE,
        ],
        alerts: [alert('offline', 'Anjou is offline'), alert('disk_low', 'Bosc has 12 GB left')],
      },
      CLOCK,
    );
    expect(told.map((it) => it.title)).toEqual([
      'Anjou has been silent for 13\u202fmin',
      'Bosc is under thermal pressure',
      'Bosc has 12 GB left',
    ]);
  });
});

const island = (machines: number) => ({ machineIds: Array.from({ length: machines }, String) });
test('nine Macs hang in rows on three columns in their order; more than fit are tiles', () => {
  expect(wallLayout([island(4), island(3), island(2)])).toEqual({
    kind: 'rows',
    columns: [[island(4)], [island(3)], [island(2)]],
  });
  expect(wallLayout([island(1), island(1)])).toMatchObject({
    kind: 'rows',
    columns: [[island(1), island(1)]],
  });
  expect(wallLayout([island(8)])).toEqual({ kind: 'tiles', across: 4 });
  expect(wallLayout(Array.from({ length: 50 }, () => island(4)))).toEqual({ kind: 'tiles', across: 19 });
});

test('the portal’s time goes on by this computer’s steady clock, not by the one somebody sets', () => {
  let steadyMs = 5000;
  const clock = createPortalClock(() => steadyMs);
  expect(clock.nowMs()).toBe(0);
  clock.learn(NOW);
  steadyMs += 61_500;
  const off = clock.listen(() => undefined);
  clock.learn(NOW + 61_500);
  expect(clock.nowMs()).toBe(NOW + 61_000);
  off();
});
