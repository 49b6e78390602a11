import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import type { SeriesRefusal } from '@/shared/schemas/booking-series.ts';
import { countOverlaps } from '../../testing/bookings.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeMaintenance, makeRule } from '../../testing/factories.ts';
import {
  cancelBooking,
  cancelBookingSeries,
  changeBookingSeries,
  createBooking,
  createBookingSeries,
  extendBookingSeries,
  getBookingSeries,
  moveBooking,
  previewBookingSeries,
} from './index.ts';

const at = (iso: string) => new Date(iso);
// A Wednesday; the clocks go back on 25 October.
const NOW = at('2026-10-14T10:00:00Z');
const HOUR_MS = 3_600_000;

let ctx: TestContext;
let rival: TestContext;
let machineIds: string[];
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  await system.db.bookingSeries.updateMany({ data: { endedAt: NOW } });
  ctx = await actingAs(system, 'member');
  rival = await actingAs(system, 'member');
  machineIds = [(await makeMachine(system.db)).id, (await makeMachine(system.db)).id].toSorted();
});

type Input = Parameters<typeof createBookingSeries>[1];
const wish = (changes: Partial<Input> = {}): Input => ({
  id: randomUUID(),
  machineIds,
  purpose: 'Proof search',
  unit: 'weeks',
  every: 1,
  weekdays: [],
  nthWeekday: null,
  startsOn: '2026-10-15',
  untilDate: null,
  times: 6,
  localTime: '04:00',
  durationMinutes: 240,
  timeZone: 'Europe/Berlin',
  skip: [],
  ...changes,
});
const rowsOf = (seriesId: string) =>
  ctx.db.booking.findMany({ where: { seriesId }, orderBy: { startsAt: 'asc' }, include: { blocks: true } });

test('its dates are charged to a project only that one is a member of', async () => {
  const personId = rival.actor.kind === 'user' ? rival.actor.id : '';
  const { id: projectId } = await ctx.db.project.create({
    data: { name: randomUUID(), members: { create: { personId } } },
  });
  await expect(createBookingSeries(ctx, wish({ projectId }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

const starts = async (seriesId: string) => (await rowsOf(seriesId)).map((it) => it.startsAt.toISOString());
const clocks = async (seriesId: string) =>
  (await rowsOf(seriesId)).map(
    (it) => `${it.status} ${Object.values(toLocal(it.startsAt, 'Europe/Berlin')).join(' ')}`,
  );
const book = (by: TestContext, startsAt: string, hours: number, ids = [machineIds[0]!]) =>
  createBooking(by, {
    id: randomUUID(),
    machineIds: ids,
    startsAt: at(startsAt),
    endsAt: new Date(Date.parse(startsAt) + hours * HOUR_MS),
    purpose: 'Agents benchmark',
  });
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (it: { code: string; details: SeriesRefusal }) => it,
  );
  return { code: error?.code, dates: error?.details.dates ?? [] };
};

describe('making', () => {
  test('six Thursdays at four by the wall clock, over the change; sent twice they are made once', async () => {
    const input = wish();
    const [first, second] = await Promise.all([
      createBookingSeries(ctx, input),
      createBookingSeries(ctx, input),
    ]);
    expect(second).toEqual(first);
    expect(await createBookingSeries(ctx, input)).toEqual(first);
    expect(await starts(input.id)).toEqual([
      '2026-10-15T02:00:00.000Z',
      '2026-10-22T02:00:00.000Z',
      '2026-10-29T03:00:00.000Z',
      '2026-11-05T03:00:00.000Z',
      '2026-11-12T03:00:00.000Z',
      '2026-11-19T03:00:00.000Z',
    ]);
    expect(await getBookingSeries(rival, { id: input.id })).toMatchObject({
      words: 'Every week, Thursday',
      untilDate: '2026-11-19',
      made: 6,
      ahead: 6,
      moved: 0,
    });
    await expect(createBookingSeries(rival, input)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('a series of another zone keeps that zone’s clock', async () => {
    const input = wish({ timeZone: 'Australia/Lord_Howe', localTime: '02:15', times: 2, unit: 'days' });
    await createBookingSeries(ctx, input);
    expect(await starts(input.id)).toEqual(['2026-10-14T15:15:00.000Z', '2026-10-15T15:15:00.000Z']);
  });

  test('each date says what is in its way; nothing is written until those are left out', async () => {
    await book(rival, '2026-10-29T02:00:00Z', 3);
    await makeMaintenance(ctx.db, {
      machineId: machineIds[1]!,
      startsAt: at('2026-11-12T05:00:00Z'),
      endsAt: at('2026-11-12T09:00:00Z'),
    });
    const input = wish();
    const seen = await previewBookingSeries(ctx, input);
    expect(seen.dates.map((it) => `${it.date} ${it.state}`)).toEqual([
      '2026-10-15 free',
      '2026-10-22 free',
      '2026-10-29 taken',
      '2026-11-05 free',
      '2026-11-12 taken',
      '2026-11-19 free',
    ]);
    expect(seen.dates[2]!.conflicts).toMatchObject([
      { purpose: 'Agents benchmark', endsAt: at('2026-10-29T05:00:00Z') },
    ]);
    expect(seen.dates[4]!.conflicts).toMatchObject([{ kind: 'maintenance' }]);
    expect(await ctx.db.booking.count({ where: { purpose: 'Looked at' } })).toBe(0);
    const refused = await refusal(createBookingSeries(ctx, input));
    expect(refused.code).toBe('CONFLICT');
    expect(refused.dates.filter((it) => it.state === 'taken').map((it) => it.date)).toEqual([
      '2026-10-29',
      '2026-11-12',
    ]);
    expect(await ctx.db.bookingSeries.count({ where: { id: input.id } })).toBe(0);
    const made = await createBookingSeries(ctx, { ...input, skip: ['2026-10-29', '2026-11-12'] });
    expect(made.bookingIds).toHaveLength(4);
    expect(await countOverlaps(ctx.db)).toBe(0);
  });

  test('a rule refuses by its name, and its own dates are in each other’s way', async () => {
    await makeRule(ctx.db, 'longest', { hours: 3 });
    const long = await previewBookingSeries(ctx, wish());
    expect(long.dates[0]).toMatchObject({
      state: 'refused',
      words: expect.stringMatching(/^Longest booking is 3/),
    });
    const { dates } = await previewBookingSeries(
      ctx,
      wish({ unit: 'days', durationMinutes: 180, times: 3, localTime: '02:00', weekdays: [] }),
    );
    expect(dates.map((it) => it.state)).toEqual(['free', 'free', 'free']);
    await ctx.db.bookingRule.deleteMany();
    const over = await previewBookingSeries(ctx, wish({ unit: 'days', durationMinutes: 25 * 60, times: 3 }));
    expect(over.dates.map((it) => it.state)).toEqual(['free', 'taken', 'free']);
  });

  test('two people after the same Thursdays: one has all, the other none', async () => {
    const results = await Promise.allSettled([
      createBookingSeries(ctx, wish()),
      createBookingSeries(rival, wish({ machineIds: machineIds.toReversed() })),
    ]);
    expect(results.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await countOverlaps(ctx.db)).toBe(0);
  });
});

describe('as the horizon moves', () => {
  test('later dates are made once; one that cannot be had is left out, and its person told', async () => {
    await makeRule(ctx.db, 'horizon', { days: 14 });
    const input = wish({ times: null });
    await createBookingSeries(ctx, input);
    expect((await rowsOf(input.id)).length).toBe(2);
    expect((await previewBookingSeries(rival, wish({ startsOn: '2026-10-16' }))).laterCount).toBe(4);
    await makeMaintenance(ctx.db, {
      machineId: machineIds[0]!,
      startsAt: at('2026-11-05T00:00:00Z'),
      endsAt: at('2026-11-05T12:00:00Z'),
    });
    ctx.clock.now = at('2026-10-29T12:00:00Z');
    await Promise.all([extendBookingSeries(ctx), extendBookingSeries(rival)]);
    await extendBookingSeries(ctx);
    expect(await clocks(input.id)).toEqual([
      'confirmed 2026-10-15 04:00',
      'confirmed 2026-10-22 04:00',
      'confirmed 2026-11-12 04:00',
    ]);
    const told = await ctx.db.notification.findMany({ where: { kind: 'booking.series_skipped' } });
    const mine = told.filter((it) => it.dedupeKey.includes(input.id));
    expect(mine.map((it) => it.text.slice(0, 22))).toContain('Thu 5 Nov, 04:00 to 08');
  });
});

describe('changing', () => {
  const made = async (changes: Partial<Input> = {}) => {
    const { id } = await createBookingSeries(ctx, wish(changes));
    return { id, rows: await rowsOf(id) };
  };
  const ask = (row: { id: string; revision: number }, scope: 'this' | 'following' | 'all') => ({
    bookingId: row.id,
    revision: row.revision,
    scope,
    alsoMoved: false,
    keep: [],
  });

  test('this one alone; then this and following, which are a series of their own', async () => {
    const { id, rows } = await made();
    await changeBookingSeries(ctx, { ...ask(rows[1]!, 'this'), localTime: '06:00', durationMinutes: 60 });
    expect((await clocks(id))[1]).toBe('confirmed 2026-10-22 06:00');
    const later = await changeBookingSeries(ctx, { ...ask(rows[3]!, 'following'), localTime: '09:00' });
    expect(later.changed).toBe(3);
    expect(await clocks(id)).toEqual([
      'confirmed 2026-10-15 04:00',
      'confirmed 2026-10-22 06:00',
      'confirmed 2026-10-29 04:00',
    ]);
    expect(await clocks(later.id)).toEqual([
      'confirmed 2026-11-05 09:00',
      'confirmed 2026-11-12 09:00',
      'confirmed 2026-11-19 09:00',
    ]);
    ctx.clock.now = at('2026-10-20T10:00:00Z');
    expect(await extendBookingSeries(ctx)).toEqual({ made: 0, leftOut: 0 });
  });

  test('all: what is past or cancelled stays, what was moved only goes along when asked to', async () => {
    const { id, rows } = await made();
    await cancelBooking(ctx, { id: rows[2]!.id, revision: 1 });
    await moveBooking(ctx, { id: rows[3]!.id, revision: 1, startsAt: at('2026-11-06T12:00:00Z') });
    ctx.clock.now = at('2026-10-15T12:00:00Z');
    expect(await getBookingSeries(ctx, { id })).toMatchObject({ made: 6, ahead: 4, moved: 1 });
    await changeBookingSeries(ctx, { ...ask(rows[4]!, 'all'), localTime: '22:00', purpose: 'Later' });
    const expected = [
      'confirmed 2026-10-15 04:00',
      'confirmed 2026-10-22 22:00',
      'cancelled 2026-10-29 04:00',
      'confirmed 2026-11-06 13:00',
      'confirmed 2026-11-12 22:00',
      'confirmed 2026-11-19 22:00',
    ];
    expect(await clocks(id)).toEqual(expected);
    const now = await rowsOf(id);
    expect(now.map((it) => it.purpose)).toEqual([
      'Proof search',
      'Later',
      'Proof search',
      'Proof search',
      'Later',
      'Later',
    ]);
    await changeBookingSeries(ctx, { ...ask(now[4]!, 'all'), localTime: '23:00', alsoMoved: true });
    expect((await clocks(id))[3]).toBe('confirmed 2026-11-05 23:00');
    expect((await clocks(id))[2]).toBe(expected[2]);
    await expect(
      changeBookingSeries(ctx, { ...ask(now[0]!, 'all'), localTime: '01:00' }),
    ).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
  });

  test('onto somebody’s booking it is refused as making it is, and nothing changes', async () => {
    const { id, rows } = await made();
    const theirs = await book(rival, '2026-11-05T09:00:00Z', 2);
    const before = await clocks(id);
    const refused = await refusal(changeBookingSeries(ctx, { ...ask(rows[0]!, 'all'), localTime: '10:00' }));
    expect(refused.code).toBe('CONFLICT');
    expect(refused.dates.filter((it) => it.state === 'taken').map((it) => it.date)).toEqual(['2026-11-05']);
    expect(refused.dates[3]!.conflicts[0]!.purpose).toBe(theirs.purpose);
    expect(await clocks(id)).toEqual(before);
    expect((await rowsOf(id)).every((it) => it.blocks.length === 2 && it.blocks.every((k) => k.holds))).toBe(
      true,
    );
    const kept = { ...ask(rows[0]!, 'all'), localTime: '10:00', keep: ['2026-11-05'] };
    expect((await changeBookingSeries(ctx, kept)).changed).toBe(5);
    expect((await clocks(id))[3]).toBe('confirmed 2026-11-05 04:00');
    expect(await countOverlaps(ctx.db)).toBe(0);
  });

  test('dates that step into each other’s old time are no conflict', async () => {
    const { id, rows } = await made({ unit: 'days', durationMinutes: 20 * 60, times: 4 });
    await changeBookingSeries(ctx, { ...ask(rows[0]!, 'all'), localTime: '16:00' });
    expect((await clocks(id)).map((it) => it.slice(-5))).toEqual(['16:00', '16:00', '16:00', '16:00']);
  });

  test('against a rival at the same moment: one of them has it, whole', async () => {
    const { id, rows } = await made();
    const before = await clocks(id);
    const [changed, booked] = await Promise.allSettled([
      changeBookingSeries(ctx, { ...ask(rows[0]!, 'all'), localTime: '10:00' }),
      book(rival, '2026-11-12T09:30:00Z', 2, machineIds.toReversed()),
    ]);
    expect([changed.status, booked.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const after = await clocks(id);
    if (changed.status === 'rejected') expect(after).toEqual(before);
    else expect(after.every((it) => it.endsWith('10:00'))).toBe(true);
    expect(await countOverlaps(ctx.db)).toBe(0);
  });

  test('other machines for all; another person may not, an admin may and it is told', async () => {
    const { id, rows } = await made();
    const other = (await makeMachine(ctx.db)).id;
    const input = { ...ask(rows[0]!, 'all'), machineIds: [other] };
    await expect(changeBookingSeries(rival, input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const admin = await actingAs(ctx, 'admin');
    await changeBookingSeries(admin, input);
    expect((await rowsOf(id)).flatMap((it) => it.blocks.map((k) => k.machineId))).toEqual(
      Array(6).fill(other),
    );
    const told = await ctx.db.notification.findMany({ where: { kind: 'booking.changed' } });
    expect(told.some((it) => it.dedupeKey.includes(id) && it.text.includes('6 dates'))).toBe(true);
  });

  test('cancelled from one on: those before stay, none is made again', async () => {
    const { id, rows } = await made({ times: null });
    const { changed } = await cancelBookingSeries(ctx, {
      bookingId: rows[2]!.id,
      revision: 1,
      scope: 'following',
    });
    expect(changed).toBe(rows.length - 2);
    ctx.clock.now = at('2026-10-20T10:00:00Z');
    await extendBookingSeries(ctx);
    const left = (await rowsOf(id)).filter((it) => it.status === 'confirmed');
    expect(left).toHaveLength(2);
    const holds = await ctx.db.machineBlock.count({ where: { booking: { seriesId: id }, holds: true } });
    expect(holds).toBe(4);
    await cancelBookingSeries(ctx, { bookingId: left[1]!.id, revision: 1, scope: 'all' });
    expect((await ctx.db.bookingSeries.findUniqueOrThrow({ where: { id } })).endedAt).not.toBeNull();
  });

  test('a booking that comes once has no series to change', async () => {
    const { id } = await makeBooking(ctx.db, {
      machineIds: [machineIds[0]!],
      personId: userIdOf(ctx),
      startsAt: at('2026-10-20T10:00:00Z'),
      endsAt: at('2026-10-20T11:00:00Z'),
    });
    await expect(
      changeBookingSeries(ctx, { ...ask({ id, revision: 1 }, 'all'), purpose: 'x' }),
    ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });
});

test('dates that want somebody’s yes keep nobody away, and whoever may give it hears of each', async () => {
  await makeRule(ctx.db, 'approval', { overMachines: 1, overHours: null, roles: ['member'] });
  const admin = await actingAs(ctx, 'admin');
  const { dates } = await previewBookingSeries(ctx, wish({ times: 2 }));
  expect(dates.map((it) => it.state)).toEqual(['asks', 'asks']);
  const heard = () =>
    ctx.db.notification.count({ where: { personId: userIdOf(admin), kind: 'booking.asked' } });
  // A look tells nobody.
  expect(await heard()).toBe(0);
  const input = wish({ times: 2 });
  await createBookingSeries(ctx, input);
  const rows = await rowsOf(input.id);
  expect(rows.map((it) => it.status)).toEqual(['pending', 'pending']);
  expect(rows.flatMap((it) => it.blocks).some((it) => it.holds)).toBe(false);
  expect(await heard()).toBe(2);
  await expect(book(rival, '2026-10-15T02:00:00Z', 1)).resolves.toMatchObject({ status: 'confirmed' });
});
