import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PlanFitInput, PlanModelsInput, PlanPurchasesInput } from '@/shared/schemas/planning.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { machineFacts, makeBooking, makeMachine, makeSession, makeUser } from '../../testing/factories.ts';
import { planFit, planModelsFor, planToBuy } from './index.ts';

const KIMI = { modelId: 'kimi-k2-thinking', quantisation: '4-bit' };
const GIB = 1024 ** 3;

let lab: TestContext;
let ctx: TestContext;
/** Four Mac Studios with 512 GB, each cabled to each, as the lab’s own, and again as simulated ones. */
const studios: string[] = [];
const simulated: string[] = [];

async function makeStudios(name: string, isSimulated: boolean): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 1; i <= 4; i++) {
    const made = await makeMachine(lab.db, {
      name: `${name} ${i}`,
      simulated: isSimulated,
      facts: machineFacts({ simulated: isSimulated }),
    });
    ids.push(made.id);
  }
  const pairs = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const));
  await lab.db.link.createMany({
    data: pairs.map(([aMachineId, bMachineId]) => ({
      aMachineId,
      aPort: `to ${bMachineId}`,
      bMachineId,
      bPort: `to ${aMachineId}`,
      speedGbps: 80,
      rdma: true,
      simulated: isSimulated,
    })),
  });
  return ids;
}

beforeAll(async () => {
  lab = await makeTestContext();
  studios.push(...(await makeStudios('Studio', false)));
  simulated.push(...(await makeStudios('Sim', true)));
});
beforeEach(async () => {
  ctx = await actingAs(lab, 'viewer');
});

const fit = (input: object) => planFit(ctx, PlanFitInput.parse(input));
const idsOf = ({ machines }: { machines: { id: string }[] }) => machines.map(({ id }) => id);

describe('planFit', () => {
  test('Kimi K2 Thinking fits on four Studios in a mesh, and not on one, with the numbers', async () => {
    const { sets, model } = await fit(KIMI);
    expect(model).toMatchObject({ title: 'Kimi K2 Thinking', quantisation: '4-bit', layers: 61 });
    const four = sets.find((it) => !it.simulated && it.machines.length === 4)!;
    expect(four).toMatchObject({ verdict: 'fits', linkWords: 'RDMA mesh', alike: 1 });
    expect(idsOf(four)).toEqual(studios);
    expect(four.ranks).toHaveLength(4);
    for (const rank of four.ranks) {
      expect(rank).toMatchObject({ limitBytes: 384 * GIB, limitBasis: 'estimated' });
      expect(rank.weightsBytes + rank.cacheBytes + rank.overheadBytes).toBeCloseTo(rank.totalBytes, 0);
      expect(rank.totalBytes + rank.spareBytes).toBeCloseTo(rank.limitBytes, 0);
    }
    expect(four.figures.decodePerSecond?.value).toBeGreaterThan(10);
    expect(four.figures.decodePerSecond?.how).not.toBe('');

    const one = sets.find((it) => !it.simulated && it.machines.length === 1)!;
    expect(one).toMatchObject({ verdict: 'too-big', alike: 4, linkWords: null });
    expect(one.reason).toMatch(
      /^\d+\sGB .* of 384\sGB that Studio 1 may use \(estimated\): \d+\sGB too much\.$/u,
    );
    expect(one.ranks[0]!.spareBytes).toBeLessThan(0);
    expect(one.figures.decodePerSecond).toBeNull();
  });

  test('simulated machines are sets of their own, never beside real ones', async () => {
    const { sets } = await fit(KIMI);
    expect(sets.some((it) => it.simulated)).toBe(true);
    for (const set of sets) {
      const world = set.simulated ? simulated : studios;
      expect(world).toEqual(expect.arrayContaining(idsOf(set)));
    }
    const mixed = { ...KIMI, machineIds: [studios[0], simulated[0]] };
    await expect(fit(mixed)).rejects.toThrow('Real and simulated machines are never planned together.');
  });

  test('machines that somebody chose are one set', async () => {
    const { sets } = await fit({ ...KIMI, machineIds: [studios[2], studios[0], studios[2]] });
    expect(sets.map(idsOf)).toEqual([[studios[0], studios[2]]]);
    await expect(fit({ ...KIMI, machineIds: ['gone'] })).rejects.toThrow('not in the lab any more');
  });

  test('a second Mac that makes it slower is said', async () => {
    const { sets } = await fit({ modelId: 'qwen3-0.6b', machineIds: studios.slice(0, 2) });
    expect(sets[0]!.warnings.join()).toMatch(/^More Macs make it slower: Studio 1 alone gives/);
  });

  test('what is not known stays unknown, and what is told counts', async () => {
    const silent = await makeMachine(lab.db, { name: 'Silent', agent: null, facts: null });
    const linux = await makeMachine(lab.db, {
      name: 'Box',
      facts: machineFacts({ os: 'linux', chip: null }),
    });
    const others = { pid: 40, user: 'dana', program: 'ollama', memoryBytes: 12 * GIB };
    const told = await makeMachine(lab.db, {
      name: 'Told',
      facts: machineFacts({ wiredLimitBytes: 480 * GIB, unmanaged: [others] }),
      status: 'maintenance',
    });
    const alone = async (id: string) => (await fit({ modelId: 'gpt-oss-120b', machineIds: [id] })).sets[0]!;
    expect(await alone(silent.id)).toMatchObject({
      verdict: 'unknown',
      reason: 'Silent has not reported what it is yet. Its agent tells when it joins.',
      ranks: [],
    });
    expect(await alone(linux.id)).toMatchObject({ verdict: 'unknown', ranks: [] });
    expect(await alone(told.id)).toMatchObject({
      verdict: 'fits',
      ranks: [{ limitBytes: 480 * GIB, limitBasis: 'reported', takenBytes: 12 * GIB }],
      notes: ['Told is in maintenance.', 'On Told, not started here: 12\u202fGB by ollama (dana).'],
    });
    await lab.db.machine.update({ where: { id: told.id }, data: { status: 'loaned' } });
    expect((await alone(told.id)).notes[0]).toBe('Told is lent out.');
    await lab.db.machine.deleteMany({ where: { id: { in: [silent.id, linux.id, told.id] } } });
  });

  test('a model or a form that the catalogue lacks is refused in words', async () => {
    await expect(fit({ modelId: 'nothing' })).rejects.toThrow('The catalogue has no such model.');
    await expect(fit({ modelId: 'gpt-oss-120b', quantisation: '1-bit' })).rejects.toThrow('It has:');
  });
});

describe('measured here', () => {
  const ASK = { modelId: 'qwen3-8b', quantisation: '4-bit' };
  const decodeOn = async (id: string, more = {}) =>
    (await fit({ ...ASK, machineIds: [id], ...more })).sets[0]!.figures.decodePerSecond;

  async function answer(sessionId: string, epoch: number, startedAt: Date, requestedById: string) {
    await lab.db.generation.create({
      data: {
        id: crypto.randomUUID(),
        sessionId,
        epoch,
        requestedById,
        state: 'completed',
        maxTokens: 1000,
        startedAt,
        endedAt: new Date(startedAt.getTime() + 11_000),
        reportedAt: new Date(),
        promptTokens: 7690,
        completionTokens: 501,
        decodeMs: 10_000,
      },
    });
  }

  async function endedSession(machineId: string) {
    const person = await makeUser(lab.db);
    const booking = await makeBooking(lab.db, { machineIds: [machineId], personId: person.id });
    const session = await makeSession(lab.db, {
      machineIds: [machineId],
      bookingId: booking.id,
      startedById: person.id,
      modelId: 'Qwen3-8B-4bit',
      simulated: false,
      state: 'ended',
      endedAt: new Date(),
    });
    return { ...session, personId: person.id };
  }

  test('an ended session’s answers are the rate of that model on that machine', async () => {
    const before = await decodeOn(studios[0]!);
    expect(before?.basis).not.toBe('measured');
    const session = await endedSession(studios[0]!);
    await answer(session.id, session.epoch, new Date(Date.now() - 60_000), session.personId);
    expect(await decodeOn(studios[0]!)).toEqual({
      value: 50,
      basis: 'measured',
      how: '1 answer of ended sessions on Studio 1',
    });
    expect((await decodeOn(simulated[0]!))?.basis).not.toBe('measured');
    expect((await decodeOn(studios[0]!, { requests: 2 }))?.basis).not.toBe('measured');
  });

  test('answers that shared the session tell nothing of one request', async () => {
    const other = await makeMachine(lab.db, { name: 'Shared', facts: machineFacts({ gpuCores: 60 }) });
    const session = await endedSession(other.id);
    const startedAt = new Date(Date.now() - 60_000);
    for (const late of [0, 5000]) {
      await answer(session.id, session.epoch, new Date(startedAt.getTime() + late), session.personId);
    }
    expect((await decodeOn(other.id))?.basis).not.toBe('measured');
  });
});

test('which model a set should run: the largest that keep up, and why none', async () => {
  const input = { machineIds: studios.slice(0, 1), leastPerSecond: 15, limit: 5 };
  const { models, whyNone } = await planModelsFor(ctx, PlanModelsInput.parse(input));
  expect(whyNone).toBeNull();
  expect(models).toHaveLength(5);
  for (const it of models) {
    expect(it.spareBytes).toBeGreaterThanOrEqual(0);
    expect(it.decodePerSecond.value).toBeGreaterThanOrEqual(15);
  }
  const sizes = models.map((it) => it.parameters ?? 0);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});

test('what to buy counts the lab’s own Macs in, and no simulated one', async () => {
  const { purchases } = await planToBuy(ctx, PlanPurchasesInput.parse({ ...KIMI, limit: 50 }));
  expect(purchases.length).toBeGreaterThan(0);
  const joins = purchases.flatMap((it) => it.joins);
  expect(joins).toContain('Studio 1');
  expect(joins.filter((name) => name.startsWith('Sim'))).toEqual([]);

  const fast = await planToBuy(ctx, PlanPurchasesInput.parse({ ...KIMI, leastPerSecond: 25, limit: 50 }));
  expect(fast.purchases.length).toBeLessThan(purchases.length);
  for (const it of fast.purchases) expect(it.decodePerSecond!.value).toBeGreaterThanOrEqual(25);
});
