import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { end, later, makeChat, type TestChat } from '../../testing/chats.ts';
import { makeUser } from '../../testing/factories.ts';
import { makeKey } from '../../testing/keys.ts';
import { enqueueGeneration, readQueue, stopGeneration, tendGenerations } from './index.ts';
import { batchSlotsOf, slotsOf } from './slots.ts';

const NOW = new Date('2026-11-18T22:00:00Z');
type Asker = { requestedById: string } | { apiKeyId: string };
type Asked = { id: string; asker: string; isBatch: boolean; atMs: number };

/** A session's line as its rules say it, kept beside the portal's and compared after every step. */
class Line {
  waiting: Asked[] = [];
  taken: Asked[] = [];
  readonly begun = new Map<string, number>();
  /** Of each that waits: whose answers have begun since it became its asker's first. */
  readonly passedBy = new Map<string, Set<string>>();

  /** Round after round, each round in the order in which the askers have been without. */
  order(): string[] {
    return [false, true].flatMap((isBatch) => {
      const own = Map.groupBy(
        this.waiting.filter((it) => it.isBatch === isBatch),
        (it) => it.asker,
      );
      const since = ([asker, line]: [string, Asked[]]) =>
        Math.max(line[0]!.atMs, this.begun.get(`${isBatch}${asker}`) ?? 0);
      const lines = [...own].toSorted((a, b) => since(a) - since(b)).map(([, line]) => line);
      const rounds = Math.max(0, ...lines.map((it) => it.length));
      return Array.from({ length: rounds }, (_, round) => lines.flatMap((it) => it[round]?.id ?? [])).flat();
    });
  }
}

/** Takes what has begun out of the line; nobody is passed by the same asker twice. */
function begin(line: Line, id: string, atMs: number): void {
  const asked = line.waiting.find((it) => it.id === id)!;
  const firstOf = ({ asker, isBatch }: Asked) =>
    line.waiting.find((it) => it.asker === asker && it.isBatch === isBatch);
  expect(firstOf(asked), 'an asker’s own come in their order').toBe(asked);
  const passed = line.waiting.filter(
    (it) => it.isBatch === asked.isBatch && it.asker !== asked.asker && firstOf(it) === it,
  );
  for (const { id: other } of passed) {
    const by = line.passedBy.get(other) ?? new Set();
    line.passedBy.set(other, by);
    expect(by.has(asked.asker), 'passed twice by the same asker').toBe(false);
    by.add(asked.asker);
  }
  line.waiting = line.waiting.filter((it) => it !== asked);
  line.taken.push(asked);
  line.begun.set(`${asked.isBatch}${asked.asker}`, atMs);
}

async function makeWorld(backend: string) {
  const chat = await makeChat('ready', backend, NOW);
  const people = await Promise.all(Array.from({ length: 3 }, () => makeUser(chat.ctx.db)));
  const keys = await Promise.all(Array.from({ length: 2 }, () => makeKey(chat.ctx)));
  const askers: Asker[] = [
    ...people.map((it) => ({ requestedById: it.id })),
    ...keys.map((it) => ({ apiKeyId: it.row.id })),
  ];
  return { chat, askers, line: new Line(), backend };
}
type World = Awaited<ReturnType<typeof makeWorld>>;

async function put({ chat, line }: World, askedBy: Asker, isBatch: boolean): Promise<string> {
  const id = randomUUID();
  await enqueueGeneration(chat.ctx, {
    id,
    source: isBatch ? 'batch' : 'apiKeyId' in askedBy ? 'api' : 'chat',
    askedBy,
    prompt: [{ role: 'user', content: 'Hello' }],
    settings: {},
    maxTokens: 5,
    session: { ...chat.session, machineId: chat.machineId },
  });
  line.waiting.push({ id, asker: Object.values(askedBy)[0]!, isBatch, atMs: chat.ctx.now().getTime() });
  return id;
}

const stateOf = async (chat: TestChat) =>
  new Map(
    (await chat.ctx.db.generation.findMany({ where: { sessionId: chat.session.id } })).map((it) => [
      it.id,
      it.state,
    ]),
  );

/** Compares what the portal did with what the rules say; tells what has begun. */
async function check(world: World): Promise<void> {
  const { chat, line, backend } = world;
  const states = await stateOf(chat);
  const expected = line.order();
  const slots = slotsOf(backend);
  for (const id of expected) {
    const isBatch = line.waiting.find((it) => it.id === id)!.isBatch;
    const hasRoom = line.taken.length < (isBatch ? batchSlotsOf(backend) : slots);
    expect(states.get(id) !== 'queued', 'it begins when it is its turn, and no sooner').toBe(hasRoom);
    if (!hasRoom) continue;
    if (isBatch) expect(line.waiting.every((it) => it.isBatch)).toBe(true);
    begin(line, id, chat.ctx.now().getTime());
  }
  expect(line.taken.length).toBeLessThanOrEqual(slots);
  if (slots > 1) expect(line.taken.filter((it) => it.isBatch).length).toBeLessThan(slots);
  const told = await readQueue(chat.ctx, { sessionId: chat.session.id });
  expect(told.waiting.map((it) => it.generationId)).toEqual(line.order());
}

async function step(world: World, random: () => number): Promise<void> {
  const { chat, line, askers, backend } = world;
  later(chat, 1000);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const dice = random();
  if (dice < (backend === 'ring' ? 0.65 : 0.5) || line.taken.length + line.waiting.length === 0) {
    const isBatch = random() < 0.3;
    // Some ask far more than others.
    const askedBy = isBatch ? pick(askers.slice(3)) : askers[Math.floor(random() ** 2 * askers.length)]!;
    await put(world, askedBy, isBatch);
  } else if (dice < 0.72 && line.waiting.length > 0) {
    const gone = pick(line.waiting);
    await stopGeneration(chat.ctx, { generationId: gone.id });
    line.waiting = line.waiting.filter((it) => it !== gone);
    expect((await stateOf(chat)).get(gone.id)).toBe('stopped');
  } else if (line.taken.length > 0) {
    const over = pick(line.taken);
    line.taken = line.taken.filter((it) => it !== over);
    await end(chat, over.id, 0);
    await tendGenerations(chat.ctx);
  }
  await check(world);
}

describe('who waits for a session', () => {
  test.each(['jaccl', 'ring'].flatMap((it) => [1, 2].map((seed) => [it, seed] as const)))(
    'takes turns, is never starved, and leaves chat its share: %s, seed %i',
    async (backend, seed) => {
      const world = await makeWorld(backend);
      const random = seededRandom(seed);
      for (let at = 0; at < 40; at += 1) await step(world, random);
      while (world.line.taken.length > 0) {
        await step(world, () => 0.99);
      }
      expect(world.line.waiting).toEqual([]);
    },
  );

  test('with five waiting does not hold up another’s first', async () => {
    const world = await makeWorld('jaccl');
    const { chat, askers } = world;
    const [many, one] = [askers[0]!, askers[1]!];
    const running = await put(world, many, false);
    const five: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      later(chat, 1000);
      five.push(await put(world, many, false));
    }
    const batch = await put(world, askers[4]!, true);
    later(chat, 1000);
    const first = await put(world, one, false);
    later(chat, 1000);
    const second = await put(world, one, false);
    const told = async () =>
      (await readQueue(chat.ctx, { sessionId: chat.session.id })).waiting.map((it) => it.generationId);
    const order = [five[0], first, five[1], second, ...five.slice(2), batch];
    expect(await told()).toEqual(order);
    later(chat, 1000);
    await end(chat, running, 0);
    await tendGenerations(chat.ctx);
    expect(await told()).toEqual(order.slice(1));
  });
});
