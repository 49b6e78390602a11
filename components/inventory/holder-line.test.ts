import { expect, test } from 'vitest';
import { holderLine } from './holder-line.ts';

const ZONE = 'Europe/Berlin';
const NOW = Date.parse('2026-11-18T22:04:00Z');
type Held = Parameters<typeof holderLine>[0];

const machine = (more: Partial<Omit<Held, 'holder'>> & { holder?: Partial<Held['holder']> } = {}): Held => ({
  simulated: false,
  status: 'active',
  note: null,
  cordon: null,
  asleep: null,
  connection: 'online',
  lastSeenAt: '2026-11-18T22:03:58Z',
  ...more,
  holder: {
    kind: 'free',
    bookingId: null,
    sessionId: null,
    rank: null,
    personName: null,
    purpose: null,
    modelTitle: null,
    until: null,
    nextStartsAt: null,
    nextPersonName: null,
    nextKind: null,
    ...more.holder,
  },
});
const line = (it: Held) => holderLine(it, ZONE, NOW);

test('yours, with its rank', () => {
  const holder = {
    kind: 'you',
    sessionId: 's',
    rank: 0,
    until: '2026-11-19T02:30:00Z',
    modelTitle: 'Kimi K2',
  } as const;
  expect(line(machine({ holder }))).toEqual({
    status: 'mine',
    tone: 'mine',
    title: 'You · Kimi K2',
    detail: 'until Thu 03:30 · rank 0',
  });
});

test('somebody’s: solid while a model runs, a promise before', () => {
  const holder = {
    kind: 'other',
    personName: 'Jonas',
    purpose: 'Batch tests',
    until: '2026-11-18T23:00:00Z',
  } as const;
  expect(line(machine({ holder }))).toMatchObject({
    status: 'booked',
    title: 'Jonas · Batch tests',
    detail: 'until Thu 00:00',
  });
  expect(line(machine({ holder: { ...holder, sessionId: 's' } })).status).toBe('busy');
});

test('free names who comes next', () => {
  const holder = { nextStartsAt: '2026-11-19T07:30:00Z', nextPersonName: 'Aiko' };
  expect(line(machine({ holder }))).toMatchObject({ status: 'free', detail: 'until Thu 08:30, then Aiko' });
  expect(line(machine()).detail).toBe('no booking ahead');
});

test('maintenance says until when and what for; before it, that it comes', () => {
  const now = { kind: 'maintenance', until: '2026-11-19T07:30:00Z', purpose: 'Filters' } as const;
  expect(line(machine({ holder: now }))).toMatchObject({
    status: 'maintenance',
    title: 'Maintenance',
    detail: 'until Thu 08:30 · Filters',
  });
  const ahead = { nextStartsAt: '2026-11-19T07:30:00Z', nextKind: 'maintenance' } as const;
  expect(line(machine({ holder: ahead })).detail).toBe('until Thu 08:30, then maintenance');
  expect(line(machine({ connection: 'lost', holder: { ...ahead, kind: 'unknown' } })).detail).toBe(
    'maintenance from Thu 08:30',
  );
});

test('maintenance set while somebody has it shows at once', () => {
  const holder = {
    kind: 'other',
    personName: 'Jonas',
    sessionId: 's',
    rank: 1,
    until: '2026-11-18T23:00:00Z',
  } as const;
  expect(line(machine({ status: 'maintenance', holder }))).toMatchObject({
    status: 'busy',
    title: 'Jonas',
    detail: 'until Thu 00:00, then maintenance · rank 1',
  });
});

test('silence is never shown as free, nor as in use', () => {
  const lost = { connection: 'lost', lastSeenAt: '2026-11-18T21:51:00Z' } as const;
  expect(line(machine({ ...lost, holder: { kind: 'unknown' } }))).toMatchObject({
    status: 'unknown',
    title: 'No word since 22:51',
  });
  expect(
    line(machine({ ...lost, holder: { kind: 'other', personName: 'Mira', sessionId: 's' } })),
  ).toMatchObject({
    status: 'unknown',
    title: 'Mira',
    detail: 'No word since 22:51',
  });
  expect(line(machine({ connection: 'never', holder: { kind: 'unknown' } })).title).toBe('Not joined yet');
});

test('a simulated machine keeps its shape', () => {
  expect(line(machine({ simulated: true })).status).toBe('simulated');
  expect(line(machine({ simulated: true, connection: 'lost', holder: { kind: 'unknown' } })).status).toBe(
    'unknown',
  );
});

test('cordoned, with who said so and why; whose session goes on keeps it', () => {
  const cordon = { since: '2026-11-18T20:00:00Z', by: 'Aiko', reason: 'Fan rattles', drainBy: null };
  const holder = { kind: 'maintenance' } as const;
  expect(line(machine({ cordon, holder }))).toMatchObject({
    status: 'maintenance',
    title: 'Cordoned',
    detail: 'by Aiko · Fan rattles',
  });
  const until = '2026-11-19T02:30:00Z';
  const drained = machine({ cordon: { ...cordon, drainBy: until }, holder });
  expect(line(drained).title).toBe('Drained');
  expect(line(machine({ cordon, holder: { kind: 'you', until } })).title).toBe('You');
});

test('one that the portal put to sleep is free, and says when it wakes and for whom', () => {
  const asleep = { since: '2026-11-18T20:00:00Z', isWaking: false, wakeAt: '2026-11-19T06:50:00Z' };
  const held = machine({
    connection: 'asleep',
    asleep,
    holder: { nextPersonName: 'Ines', nextKind: 'booking' },
  });
  expect(line(held)).toMatchObject({
    status: 'free',
    title: 'Free, asleep',
    detail: 'wakes Thu 07:50 for Ines',
  });
  expect(line({ ...held, asleep: { ...asleep, isWaking: true } }).detail).toBe('is being woken for Ines');
});
