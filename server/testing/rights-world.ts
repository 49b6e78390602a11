import { randomUUID } from 'node:crypto';
import type { TestContext } from './context.ts';
import { makeBatchRow, makeKeyRow } from './keys.ts';
import { makeBooking, makeMachine, makeMaintenance, makeSession, makeUser } from './factories.ts';

export type World = Awaited<ReturnType<typeof makeWorld>>;

const HOUR_MS = 3_600_000;

type IsWanted = (part: string) => boolean;
const EVERYTHING: IsWanted = () => true;
/** A part that nothing reads is not made; reading it all the same fails, for there is nothing. */
const madeIf = async <T>(isWanted: boolean, make: () => Promise<T>): Promise<T> =>
  isWanted ? make() : (undefined as T);

const TWO_SIDES = new Set(['mine', 'theirs']);
/** What an input reads of a world, as `machine` or `mine.view`: it is asked of one that is only watched. */
export function partsRead(input: (world: World) => unknown, watched: World): Set<string> {
  const read = new Set<string>();
  const watch = <T extends object>(it: T, side: string): T =>
    new Proxy(it, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (side === '' && TWO_SIDES.has(String(key))) return watch(value as object, `${String(key)}.`);
        read.add(`${side}${String(key)}`);
        return value;
      },
    });
  input(watch(watched, ''));
  return read;
}

/**
 * A machine and a person nobody else uses, and bookings with a session and a chat: the caller's and a stranger's.
 * With `parts` (of `partsRead`) only those, and what they stand on.
 */
export async function makeWorld(ctx: TestContext, parts?: ReadonlySet<string>) {
  const isWanted = parts ? (part: string) => parts.has(part) : EVERYTHING;
  const sideOf =
    (side: string): IsWanted =>
    (part) =>
      isWanted(`${side}.${part}`);
  const stranger = await makeUser(ctx.db);
  const myId = ctx.actor.kind === 'user' ? ctx.actor.id : stranger.id;
  return {
    stranger,
    ...(await madeIf(['machine', ...ON_MACHINE].some(isWanted), () => makeEquipment(ctx))),
    asked: await madeIf(isWanted('asked'), async () => ({ theirs: await makeRequest(ctx, stranger.id) })),
    mine: await makeWorkOf(ctx, myId, sideOf('mine')),
    theirs: await makeWorkOf(ctx, stranger.id, sideOf('theirs')),
  };
}

const ON_MACHINE = ['maintenance', 'observed', 'attachment'];
async function makeEquipment(ctx: TestContext) {
  const machine = await makeMachine(ctx.db);
  ctx.agents.connected.add(machine.id);
  const maintenance = await makeMaintenance(ctx.db, { machineId: machine.id });
  const observed = await ctx.db.observedChange.create({
    data: { machineId: machine.id, field: 'memoryBytes', at: new Date(), needsWord: true },
  });
  const attachment = await ctx.db.attachment.create({
    data: {
      machineId: machine.id,
      name: 'invoice.pdf',
      mediaType: 'application/pdf',
      sizeBytes: 4,
      sha256: randomUUID(),
      bytes: Buffer.from('%PDF'),
    },
  });
  return { machine, maintenance, observed, attachment };
}

/** A booking that waits for somebody's yes. */
async function makeRequest(ctx: TestContext, personId: string) {
  const { id } = await makeMachine(ctx.db);
  const startsAt = new Date(Date.now() + 5 * HOUR_MS);
  const endsAt = new Date(Date.now() + 6 * HOUR_MS);
  return makeBooking(ctx.db, { machineIds: [id], personId, startsAt, endsAt, status: 'pending' });
}

const BOOKED = [
  'incident',
  'machine',
  'running',
  'ahead',
  'session',
  'conversation',
  'messageId',
  'generation',
  'compared',
  'comparison',
  'benchmark',
  'custody',
];

async function makeWorkOf(ctx: TestContext, personId: string, isWanted: IsWanted) {
  return {
    ...(await madeIf(BOOKED.some(isWanted), () => makeBookedOf(ctx, personId))),
    ...(await makeShelfOf(ctx, personId, isWanted)),
  };
}

async function makeBookedOf(ctx: TestContext, personId: string) {
  const { db } = ctx;
  const machine = await makeMachine(db);
  ctx.agents.connected.add(machine.id);
  const machineIds = [machine.id];
  const running = await makeBooking(db, { machineIds, personId });
  const soon = { startsAt: new Date(Date.now() + 5 * HOUR_MS), endsAt: new Date(Date.now() + 6 * HOUR_MS) };
  const ahead = await makeBooking(db, { machineIds, personId, ...soon });
  const session = await makeSession(db, { machineIds, bookingId: running.id, startedById: personId });
  const incident = await db.incident.create({
    data: {
      sessionId: session.id,
      simulated: false,
      cause: 'stalled',
      certainty: 'likely',
      phase: 'answering',
      startedAt: new Date(),
      noticedAt: new Date(),
    },
  });
  const [conversationId, messageId] = [randomUUID(), randomUUID()];
  const conversation = await db.conversation.create({
    data: { id: conversationId, title: 'A chat', ownerId: personId, shared: true, sessionId: session.id },
  });
  const generation = await db.generation.create({
    data: {
      id: randomUUID(),
      message: { create: { id: messageId, conversationId, role: 'assistant', text: '' } },
      sessionId: session.id,
      epoch: session.epoch,
      requestedById: personId,
      state: 'completed',
      maxTokens: 10,
    },
  });
  const compared = await db.generation.create({
    data: {
      id: randomUUID(),
      sessionId: session.id,
      epoch: session.epoch,
      requestedById: personId,
      source: 'compare',
      state: 'completed',
      maxTokens: 10,
    },
  });
  const comparison = await db.comparison.create({
    data: {
      id: randomUUID(),
      title: 'A comparison',
      prompt: 'Hello',
      ownerId: personId,
      isBlind: false,
      shared: true,
      maxTokens: 10,
      answers: { create: { generationId: compared.id, position: 1 } },
    },
  });
  const benchmark = await makeBenchmarkOf(ctx, personId, session.id);
  const custody = await db.custody.create({
    data: { machineId: machine.id, personId, takenAt: new Date() },
  });
  return {
    incident,
    machine,
    running,
    ahead,
    session,
    conversation,
    messageId,
    generation,
    compared,
    comparison,
    benchmark,
    custody,
  };
}

/** What stands on no booking. */
async function makeShelfOf({ db }: TestContext, personId: string, isWanted: IsWanted) {
  const view = await madeIf(isWanted('view'), () =>
    db.savedView.create({
      data: { ownerId: personId, page: 'register', name: randomUUID(), query: '', shared: true },
    }),
  );
  const preset = await madeIf(isWanted('preset'), () =>
    db.chatPreset.create({
      data: { id: randomUUID(), ownerId: personId, name: randomUUID(), shared: true },
    }),
  );
  const prompt = await madeIf(isWanted('prompt'), () =>
    db.chatPrompt.create({
      data: {
        id: randomUUID(),
        ownerId: personId,
        name: randomUUID(),
        shared: true,
        versions: { create: { version: 1, text: 'Sum up for {{audience}}.', authorId: personId } },
      },
    }),
  );
  const key = await madeIf(['key', 'batch'].some(isWanted), () => makeKeyRow(db, { personId }));
  const batch = await madeIf(isWanted('batch'), () => makeBatchRow(db, key.id));
  const imported = await madeIf(isWanted('imported'), () => makeImportOf(db, personId));
  return { view, preset, prompt, key, batch, imported };
}

function makeBenchmarkOf({ db }: TestContext, personId: string, sessionId: string) {
  return db.benchmark.create({
    data: {
      id: randomUUID(),
      sessionId,
      startedById: personId,
      startedByName: 'Somebody',
      promptSet: 1,
      rounds: 1,
      seed: 1,
      steps: [],
      skipped: [],
      state: 'completed',
      createdAt: new Date(0),
      provenance: {
        modelId: 'm',
        modelTitle: 'm',
        revision: 'r',
        contextTokens: null,
        weightsBytes: null,
        machines: [],
        kinds: [],
        backend: 'single',
        parallelism: 'single',
        mlx: null,
        mlxLm: null,
        settings: { temperature: 0 },
      },
    },
  });
}

function makeImportOf(db: TestContext['db'], personId: string) {
  return db.resultImport.create({
    data: {
      id: randomUUID(),
      source: 'a paper',
      text: '',
      importedById: personId,
      importedByName: 'Somebody',
      importedAt: new Date(),
      leftOut: 0,
    },
  });
}
