import { randomUUID } from 'node:crypto';
import { makeBatchRow, makeKeyRow } from './keys.ts';
import { makeBooking, makeMachine, makeSession, type makeUser } from './factories.ts';
import type { TestContext } from './context.ts';

/** In each word that is the person's own. */
export const MARK = 'PRIVATE-7f3a';
const HOUR_MS = 3_600_000;
const later = () => new Date(Date.now() + HOUR_MS);

type Person = Awaited<ReturnType<typeof makeUser>>;
export type Secrets = Awaited<ReturnType<typeof makeSecrets>>;
export type SecretKind = keyof Secrets['ids'];

/** One of each thing that is its person's alone, with `MARK` in its words. */
export async function makeSecrets(ctx: TestContext, owner: Person) {
  const { db } = ctx;
  const ownerId = owner.id;
  const chat = await makeChat(ctx, ownerId);
  const name = `${MARK} of somebody`;
  const key = await makeKeyRow(db, { personId: ownerId, name });
  const preset = await db.chatPreset.create({
    data: { id: randomUUID(), ownerId, name, systemPrompt: MARK, settings: {} },
  });
  const prompt = await db.chatPrompt.create({
    data: {
      id: randomUUID(),
      ownerId,
      name,
      versions: { create: { version: 1, text: MARK, authorId: ownerId } },
    },
  });
  const view = await db.savedView.create({ data: { ownerId, page: 'reports', name, query: `q=${MARK}` } });
  await db.reportSchedule.create({
    data: { viewId: view.id, every: 'week', weekday: 1, hour: 8, personIds: [ownerId], nextAt: later() },
  });
  const notification = await db.notification.create({
    data: { personId: ownerId, kind: 'booking.ending', title: name, text: MARK, dedupeKey: randomUUID() },
  });
  const webhook = await db.webhook.create({
    data: { personId: ownerId, url: `https://hooks.example/${MARK}`, sealedSecret: 'x' },
  });
  const feed = await db.calendarFeed.create({
    data: { personId: ownerId, kind: 'person', tokenHash: randomUUID() },
  });
  const signIn = await db.signIn.create({
    data: { id: randomUUID(), token: randomUUID(), expiresAt: later(), userId: ownerId, userAgent: MARK },
  });
  const passkey = await db.passkey.create({
    data: {
      userId: ownerId,
      name,
      credentialId: randomUUID(),
      publicKey: Buffer.from('x'),
      counter: 0,
      isBackedUp: false,
      createdAt: new Date(),
    },
  });
  const between = { startsAt: later(), endsAt: new Date(Date.now() + 2 * HOUR_MS) };
  const hold = await db.bookingHold.create({ data: { personId: ownerId, expiresAt: later(), ...between } });
  const wait = await db.bookingWait.create({
    data: { personId: ownerId, machineIds: [], count: 1, durationMinutes: 60, purpose: MARK, ...between },
  });
  const { id: batch } = await makeBatchRow(db, key.id);
  const rows = { preset, prompt, view, notification, webhook, feed, signIn, passkey, hold, wait, key };
  const ids = Object.fromEntries(Object.entries(rows).map(([kind, { id }]) => [kind, id]));
  return { owner, ids: { ...(ids as Record<keyof typeof rows, string>), ...chat, batch } };
}

type IdsOfChat = [string, string, string, string, string];
async function makeChat({ db }: TestContext, ownerId: string) {
  const machine = await makeMachine(db);
  const machineIds = [machine.id];
  const booking = await makeBooking(db, { machineIds, personId: ownerId });
  const session = await makeSession(db, { machineIds, bookingId: booking.id, startedById: ownerId });
  const [conversation, message, file, folder, link] = [1, 2, 3, 4, 5].map(() => randomUUID()) as IdsOfChat;
  await db.conversation.create({
    data: { id: conversation, title: MARK, ownerId, systemPrompt: MARK, sessionId: session.id },
  });
  const answered = { sessionId: session.id, epoch: session.epoch, requestedById: ownerId, maxTokens: 10 };
  const { id: generation } = await db.generation.create({
    data: {
      id: randomUUID(),
      ...answered,
      state: 'completed',
      text: MARK,
      message: { create: { id: message, conversationId: conversation, role: 'assistant', text: MARK } },
    },
  });
  await db.chatFolder.create({ data: { id: folder, ownerId, name: MARK, systemPrompt: MARK } });
  await db.conversationPlace.create({
    data: { personId: ownerId, conversationId: conversation, folderId: folder, tags: [MARK] },
  });
  await db.conversationLink.create({
    data: {
      id: link,
      conversationId: conversation,
      createdById: ownerId,
      tokenHash: randomUUID(),
      kind: 'live',
    },
  });
  const text = { kind: 'text', characters: 9, usedCharacters: 9, tokens: 3, block: MARK };
  await db.chatAttachment.create({
    data: { id: file, conversationId: conversation, ownerId, name: `${MARK}.txt`, ...text },
  });
  const { id: comparison } = await db.comparison.create({
    data: { id: randomUUID(), title: MARK, prompt: MARK, ownerId, isBlind: false, maxTokens: 10 },
  });
  const compared = await db.generation.create({
    data: { id: randomUUID(), ...answered, source: 'compare', state: 'completed', text: MARK },
  });
  await db.comparisonAnswer.create({
    data: { comparisonId: comparison, generationId: compared.id, position: 1 },
  });
  return { conversation, message, generation, file, folder, link, comparison };
}

/** All of it as it is stored, and what hangs on it, a line each row: the same as long as nobody has changed a thing. */
export async function stateOf({ db }: TestContext, { owner, ids }: Secrets): Promise<string[]> {
  const personId = owner.id;
  const ofChat = { where: { conversationId: ids.conversation } };
  const rows = await Promise.all([
    db.conversation.findMany({ where: { ownerId: personId } }),
    db.message.findMany(ofChat),
    db.conversationPlace.findMany(ofChat),
    db.conversationLink.findMany(ofChat),
    db.chatAttachment.findMany(ofChat),
    db.chatFolder.findMany({ where: { ownerId: personId } }),
    db.generation.findMany({ where: { requestedById: personId }, orderBy: { id: 'asc' } }),
    db.comparison.findMany({ where: { ownerId: personId }, include: { answers: true } }),
    db.chatPreset.findMany({ where: { ownerId: personId } }),
    db.chatPrompt.findMany({ where: { ownerId: personId }, include: { versions: true } }),
    db.savedView.findMany({ where: { ownerId: personId }, include: { schedule: true, sendings: true } }),
    db.notification.findMany({ where: { personId }, include: { deliveries: true } }),
    db.webhook.findMany({ where: { personId } }),
    db.calendarFeed.findMany({ where: { personId } }),
    db.signIn.findMany({ where: { userId: personId } }),
    db.passkey.findMany({ where: { userId: personId } }),
    db.bookingHold.findMany({ where: { personId } }),
    db.bookingWait.findMany({ where: { personId } }),
    db.apiKey.findMany({ where: { personId }, include: { batches: true } }),
    db.user.findUnique({ where: { id: personId } }),
  ]);
  return rows
    .flat()
    .map((row) => JSON.stringify(row, (_, it: unknown) => (typeof it === 'bigint' ? String(it) : it)));
}
