import { beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession, makeTariff } from '../testing/factories.ts';
import { callProcedure, defOf, procedures } from '../testing/procedures.ts';

/*
 * Whatever anybody sends to any procedure is answered, or refused in words: never an error of the portal's own.
 * Values are drawn from those that have broken something somewhere, in the form the schema asks for or nearly so.
 */
const SEED = 20_261_126;
/** Of each procedure, some twenty thousand in all. */
const TRIES = 10;

const HOUR_MS = 3_600_000;

const TEXTS = [
  '',
  ' ',
  'x',
  '0',
  'a\0b',
  '\uD800',
  '\uFFFF',
  '\u202E',
  '\u{1F600}',
  '%00',
  "'; --",
  '\\',
  '{}',
  'null',
  '__proto__',
  '../..',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(201),
  'é'.repeat(60),
  'x'.repeat(40_000),
  '00000000-0000-4000-8000-000000000000',
  'FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF',
  'a@b.example',
  'espalier-demo',
];
const NUMBERS = [
  0,
  -0,
  1,
  2,
  10,
  60,
  300,
  0.1,
  0.5,
  -1,
  168,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  8.64e15,
  5e-324,
  1e308,
];
const DATES = [
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T00:00:00Z',
  '2026-02-30',
  '-000001-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  'x',
  '',
  0,
  1,
  8.64e15,
  -8.64e15,
];
const STRANGE = [null, undefined, 'x', 0, true, [], {}, [[]], '\0'];

/** A drawing hand: everything it draws follows from the seed. */
function makeDraw(random: () => number, ids: string[]) {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const isRare = () => random() < 0.02;
  // Mostly what is right, so that what is wrong beside it gets as far as it can.
  const isOdd = () => random() < 0.3;
  const near = () => new Date(Date.now() + Math.floor((random() - 0.5) * 4) * HOUR_MS).toISOString();
  const uuid = () => `00000000-0000-4000-8000-${String(Math.floor(random() * 1e12)).padStart(12, '0')}`;
  const draw = (schema: z.ZodType): unknown => {
    if (isRare()) return pick(STRANGE);
    const def = defOf(schema);
    switch (def.type) {
      case 'object':
        return Object.fromEntries(Object.entries(def.shape!).map(([name, it]) => [name, draw(it)]));
      case 'array':
        return Array.from({ length: isOdd() ? pick([0, 3, 65]) : pick([1, 2]) }, () => draw(def.element!));
      case 'optional':
      case 'nullable':
      case 'default':
      case 'prefault':
        return isOdd() ? pick([undefined, null]) : draw(def.innerType!);
      case 'union':
        return draw(pick(def.options!));
      case 'intersection':
        return { ...(draw(def.left!) as object), ...(draw(def.right!) as object) };
      case 'pipe':
        return draw(def.in!);
      case 'enum':
        return pick(Object.values(def.entries!));
      case 'boolean':
        return random() < 0.5;
      case 'number':
        return isOdd() ? pick(NUMBERS) : pick([1, 60, HOUR_MS]);
      case 'date':
        return isOdd() ? pick(DATES) : near();
      default:
        return isOdd() ? pick(TEXTS) : pick([...ids, uuid()]);
    }
  };
  return draw;
}

let lab: TestContext;
beforeAll(async () => {
  lab = await makeTestContext();
  await makeLab(lab.db);
  await makeTariff(lab.db);
});

/** What was made, until something may have changed it. */
let kept: { ctx: TestContext; ids: string[] } | null = null;

async function makeIds(ctx: TestContext): Promise<string[]> {
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const machines = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  const machineIds = machines.map((it) => it.id);
  const booking = await makeBooking(ctx.db, { machineIds, personId });
  const session = await makeSession(ctx.db, { machineIds, bookingId: booking.id, startedById: personId });
  return [...machineIds, booking.id, session.id, personId];
}

test.each(Object.keys(procedures))('%s', async (name) => {
  const { inputs, type } = procedures[name]!._def;
  if (!kept) {
    const owner = await actingAs(lab, 'owner');
    kept = { ctx: owner, ids: await makeIds(owner) };
  }
  const { ctx, ids } = kept;
  if (type === 'mutation') kept = null;
  const draw = makeDraw(seededRandom(SEED), ids);
  for (let i = 0; i < (inputs.length > 0 ? TRIES : 1); i++) {
    const input: unknown = inputs[0] && draw(inputs[0]);
    const error = await callProcedure(ctx, name, input);
    if (error?.code === 'INTERNAL_SERVER_ERROR')
      expect.fail(`${name}(${JSON.stringify(input)?.slice(0, 500)}): ${String(error.cause)}`);
    expect(error?.message ?? '').not.toMatch(/prisma|invocation|cannot read/i);
  }
});
