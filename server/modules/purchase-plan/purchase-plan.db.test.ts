import { beforeAll, describe, expect, test } from 'vitest';
import { printSet } from '@/shared/domain/purchase-plan/plan-set.ts';
import { NEW_LINE } from '@/shared/domain/purchase-plan/plan-set.ts';
import { askedPlan, Replay, ReplayGrowth } from '@/shared/schemas/purchase-plan.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { at, HOUR, HOUR_MS, makeUse, span } from '../../testing/usage.ts';
import { replayBookings, replayGrowth, streamPlan } from './index.ts';

const GB = 1024 ** 3;
const DAY = 24 * HOUR;
const STUDIO = { ...NEW_LINE, catalogId: 'studio-m4max', memoryGb: 128 };
const WINDOW = { from: at(0).toISOString(), to: at(14 * DAY).toISOString() };

let ctx: TestContext;
let ids: { big: string; small: string };
beforeAll(async () => {
  const system = await makeTestContext({ now: at(14 * DAY) });
  const { db } = system;
  await makeLab(db, { timeZone: 'UTC' });
  await makeTariff(db, { validFrom: at(-DAY), electricityPricePerKwh: 0.3, pue: 1 });
  const big = await makeMachine(db, {
    name: 'Anjou',
    catalogId: 'studio-m3ultra',
    facts: null,
    memoryBytes: 512 * GB,
  });
  const small = await makeMachine(db, {
    name: 'Bosc',
    catalogId: 'studio-m4max',
    facts: null,
    memoryBytes: 64 * GB,
  });
  const played = await makeMachine(db, { name: 'Played', simulated: true });
  ids = { big: big.id, small: small.id };
  // Each day one of each; on the first a model of 8 GB ran on the large one.
  for (let day = 0; day < 6; day += 1) {
    const from = day * DAY;
    const { sessions } = await makeUse(db, {
      machineIds: [big.id],
      from,
      to: from + 4 * HOUR,
      ...(day === 0 && { sessions: [[HOUR, 2 * HOUR]] }),
    });
    for (const { id } of sessions) {
      await db.session.update({ where: { id }, data: { readyAt: at(HOUR) } });
      await db.sessionRank.updateMany({ where: { sessionId: id }, data: { memoryBytes: BigInt(8 * GB) } });
    }
    await makeUse(db, { machineIds: [small.id], from: from + HOUR, to: from + 3 * HOUR });
    await makeUse(db, { machineIds: [played.id], from, to: from + HOUR, simulated: true });
  }
  ctx = await actingAs(system, 'member');
});

const ask = (query: string) =>
  askedPlan(new URLSearchParams({ ...WINDOW, ...Object.fromEntries(new URLSearchParams(query)) })).data!;
const replay = async (query: string) => Replay.parse(await replayBookings(ctx, ask(query)));

describe('the bookings of a time', () => {
  test('stand on today’s machines where they stood, and wait where those are fewer', async () => {
    const { sets, ...plan } = await replay(`scale=1&set=-${ids.big}`);
    expect(plan).toMatchObject({ refusal: null, bookings: 12, replayed: 12, withModel: 1, together: 0 });
    const [today, without] = sets;
    expect(today).toMatchObject({ title: 'Today', atOnce: 12, waited: 0, never: 0, givenMs: 36 * HOUR_MS });
    // Five want 512 GB; the one that ran 8 GB is there from the start, and Bosc's own one waits for it.
    expect(without).toMatchObject({
      title: '− Anjou',
      never: 5,
      neverMs: 20 * HOUR_MS,
      givenMs: 16 * HOUR_MS,
    });
    expect(without!.waits[0]).toMatchObject({
      waitMs: null,
      why: 'Asks for one Mac with 512\u202fGB or more; this set has none.',
    });
    expect(without!.waitMs).toBe(3 * HOUR_MS);
  });

  test('of simulated machines are never among them', async () => {
    expect(await replay('show=simulated')).toMatchObject({
      bookings: 6,
      sets: [],
      refusal: { title: 'Too few bookings in this period' },
    });
    expect((await replayBookings(ctx, { ...ask(''), ...span(-9 * DAY, -DAY) })).refusal).toMatchObject({
      title: 'No bookings in this period',
    });
  });

  test('are told with watts where something is known of them, and with what was entered', async () => {
    const line = { ...STUDIO, count: 2, price: 4000, currency: 'EUR', residualPrice: 160 };
    const { sets } = await replay(
      `scale=2&set=${encodeURIComponent(printSet({ lines: [line], without: [] }))}`,
    );
    const [today, more] = sets;
    expect(more!.title).toBe('+ 2 × Mac Studio (M4 Max, 2025), 128 GB');
    expect(more!.purchases).toMatchObject([{ price: 8000, lossAMonth: (2 * 3840) / 48, currency: 'EUR' }]);
    expect(more!.machines).toHaveLength(4);
    // Nothing was measured at work: catalogue watts alone do not say how busy a machine is.
    expect(today).toMatchObject({ joules: null, electricity: [], unknownWatts: ['Anjou', 'Bosc'] });
    expect(today!.machines[0]!.wattsWords).toContain('Between 9 W idle and 270 W at most');
    expect(more!.waitMs).toBeLessThanOrEqual(today!.waitMs);
  });

  test('by themselves are held against one more of the kind that was booked most', async () => {
    const { sets } = await replay('');
    expect(sets.map((it) => it.title)).toEqual(['Today', '+ Mac Studio (M3 Ultra, 2025), 512 GB']);
    const growth = ReplayGrowth.parse(await replayGrowth(ctx, ask('')));
    expect(growth.map((it) => it.scale)).toEqual([1, 1.5, 2, 3, 5]);
    expect(growth[0]!.sets).toEqual([
      { waitMs: 0, waited: 0, never: 0 },
      { waitMs: 0, waited: 0, never: 0 },
    ]);
    expect(growth.at(-1)!.sets![0]!.waitMs).toBeGreaterThan(0);
  });
});

test('a file has a row for each booking on each set, marked simulated', async () => {
  const csv: string[] = [];
  for await (const piece of streamPlan(ctx, ask('scale=1.5'), 'csv')) csv.push(piece);
  const [head, ...lines] = csv.join('').trimEnd().split('\r\n');
  expect(head).toContain('set,simulated,booking_id,is_again,');
  expect(lines).toHaveLength(2 * 18);
  expect(lines.filter((it) => /^(Today|"'\+ Mac Studio .*"),yes,/.test(it))).toHaveLength(36);
  const json: string[] = [];
  for await (const piece of streamPlan(ctx, ask('scale=1.5'), 'json')) json.push(piece);
  const { simulated, rows } = JSON.parse(json.join(''));
  expect(simulated).toBe(true);
  expect(rows).toHaveLength(36);
  expect(rows.every((it: { simulated: boolean }) => it.simulated)).toBe(true);
});

test('a kind or a memory that is not there is refused', async () => {
  const gone = { ...STUDIO, catalogId: 'studio-m9' };
  const odd = { ...STUDIO, memoryGb: 100 };
  for (const [line, words] of [
    [gone, 'no such Mac'],
    [odd, 'not with 100'],
  ] as const)
    await expect(replayBookings(ctx, { ...ask(''), sets: [{ lines: [line], without: [] }] })).rejects.toThrow(
      words,
    );
});
