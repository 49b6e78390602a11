import { randomUUID } from 'node:crypto';
import type { TestContext } from './context.ts';
import { makeBatchRow, makeKeyRow } from './keys.ts';
import { makeBooking, makeMachine, makeMaintenance, makeSession, makeUser } from './factories.ts';

export type World = Awaited<ReturnType<typeof makeWorld>>;

const HOUR_MS = 3_600_000;

/** A machine and a person nobody else uses, and bookings with a session and a chat: the caller's and a stranger's. */
export async function makeWorld(ctx: TestContext) {
  const stranger = await makeUser(ctx.db);
  const myId = ctx.actor.kind === 'user' ? ctx.actor.id : stranger.id;
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
  return {
    stranger,
    machine,
    maintenance,
    observed,
    attachment,
    asked: { theirs: await makeRequest(ctx, stranger.id) },
    mine: await makeWorkOf(ctx, myId),
    theirs: await makeWorkOf(ctx, stranger.id),
  };
}

/** A booking that waits for somebody's yes. */
async function makeRequest(ctx: TestContext, personId: string) {
  const { id } = await makeMachine(ctx.db);
  const startsAt = new Date(Date.now() + 5 * HOUR_MS);
  const endsAt = new Date(Date.now() + 6 * HOUR_MS);
  return makeBooking(ctx.db, { machineIds: [id], personId, startsAt, endsAt, status: 'pending' });
}

async function makeWorkOf(ctx: TestContext, personId: string) {
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
  const { benchmark, imported } = await makeResultsOf(ctx, personId, session.id);
  const view = await db.savedView.create({
    data: { ownerId: personId, page: 'register', name: randomUUID(), query: '', shared: true },
  });
  const preset = await db.chatPreset.create({
    data: { id: randomUUID(), ownerId: personId, name: randomUUID(), shared: true },
  });
  const prompt = await db.chatPrompt.create({
    data: {
      id: randomUUID(),
      ownerId: personId,
      name: randomUUID(),
      shared: true,
      versions: { create: { version: 1, text: 'Sum up for {{audience}}.', authorId: personId } },
    },
  });
  const custody = await db.custody.create({
    data: { machineId: machine.id, personId, takenAt: new Date() },
  });
  const key = await makeKeyRow(db, { personId });
  const batch = await makeBatchRow(db, key.id);
  return {
    incident,
    key,
    batch,
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
    imported,
    view,
    preset,
    prompt,
    custody,
  };
}

async function makeResultsOf({ db }: TestContext, personId: string, sessionId: string) {
  const benchmark = await db.benchmark.create({
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
  const imported = await db.resultImport.create({
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
  return { benchmark, imported };
}
