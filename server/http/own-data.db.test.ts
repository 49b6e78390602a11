import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askToGo } from '../modules/own-data/index.ts';
import { PARTS } from '../modules/own-data/parts.ts';
import { actingAs, actorOfUser } from '../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession, makeUser } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';
import { makeSecrets, type Secrets } from '../testing/private-things.ts';
import { unzip } from '../testing/unzip.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());

const take = (cookie: string) => fetch(`${portal.url}/api/own-data.zip`, { headers: portal.browser(cookie) });
const later = () => new Date(Date.now() + 3_600_000);

/** A row in each table that `makeSecrets` leaves empty. */
async function makeMore({ db }: TestPortal['ctx'], userId: string, { ids }: Secrets): Promise<void> {
  const at = { createdAt: new Date(), expiresAt: later() };
  const machine = await makeMachine(db, { ownerId: userId });
  const { id: bookingId } = await makeBooking(db, { machineIds: [machine.id], personId: userId });
  const [session] = await db.session.findMany({ where: { startedById: userId } });
  await db.codeDevice.create({ data: { userId, sealedSecret: 'SEALED', createdAt: new Date() } });
  await db.recoveryCode.create({ data: { userId, codeHash: 'HASHED' } });
  await db.signInLink.create({ data: { userId, kind: 'forgot', tokenHash: randomUUID(), ...at } });
  await db.invitation.create({
    data: { tokenHash: randomUUID(), role: 'member', createdById: userId, usedById: userId, ...at },
  });
  const named = { name: randomUUID() };
  await db.teamMember.create({ data: { user: { connect: { id: userId } }, team: { create: named } } });
  await db.project.create({ data: { ...named, members: { create: { personId: userId } } } });
  await db.qualification.create({
    data: { ...named, grants: { create: { personId: userId, grantedAt: new Date() } } },
  });
  await db.notificationPreference.create({
    data: { personId: userId, kind: `kind-${userId}`, email: true, webhook: false },
  });
  await db.custody.create({ data: { machineId: machine.id, personId: userId, takenAt: new Date() } });
  const alert = { ruleName: '', kind: '', severity: '', subjectKind: '', subjectId: '', subjectName: '' };
  await db.alert.create({
    data: {
      ...alert,
      simulated: false,
      title: '',
      text: '',
      firedAt: new Date(),
      told: { create: { personId: userId, dedupeKey: randomUUID() } },
    },
  });
  await db.message.create({
    data: {
      id: randomUUID(),
      conversationId: ids.conversation,
      role: 'user',
      text: `asked by ${userId}`,
      authorId: userId,
    },
  });
  await db.conversationLinkViewer.create({ data: { linkId: ids.link, personId: userId } });
  const { generationId } = await db.comparisonAnswer.findFirstOrThrow({
    where: { comparisonId: ids.comparison },
  });
  await db.comparisonRating.create({
    data: { generationId, personId: userId, verdict: 'good', reasons: [], wasBlind: false, at: new Date() },
  });
  await db.bookingSeries.create({
    data: {
      personId: userId,
      machineIds: [],
      purpose: '',
      unit: 'weeks',
      every: 1,
      startsOn: new Date(),
      localTime: '09:00',
      durationMinutes: 60,
      timeZone: 'UTC',
    },
  });
  await db.bookingAdjustment.create({
    data: { bookingId, kind: 'waive', reason: 'It fell over', askedById: userId },
  });
  await db.benchmark.create({
    data: {
      id: randomUUID(),
      sessionId: session!.id,
      startedById: userId,
      startedByName: '',
      promptSet: 1,
      rounds: 1,
      seed: 1,
      steps: [],
      skipped: [],
      provenance: {},
      createdAt: new Date(),
    },
  });
  await db.resultImport.create({
    data: {
      id: randomUUID(),
      source: '',
      text: '',
      importedById: userId,
      importedByName: '',
      importedAt: new Date(),
      leftOut: 0,
    },
  });
}

const KEYS: Record<string, string> = {
  Account: 'accountId',
  CodeDevice: 'userId',
  TeamMember: 'teamId',
  ProjectMember: 'projectId',
  NotificationPreference: 'kind',
  ConversationPlace: 'conversationId',
  ConversationLinkViewer: 'linkId',
  ChatPromptVersion: 'promptId',
  ComparisonRating: 'generationId',
  AlertTold: 'alertId',
};
const COLUMNS = [...PARTS.flatMap((it) => it.columns), 'Conversation.ownerId'];

/** By what each row of somebody's is known again, for every column that makes one theirs. */
const keysOf = (personId: string) =>
  Promise.all(
    COLUMNS.map(async (column) => {
      const [model, name] = column.split('.') as [string, string];
      const rows = await portal.ctx.db.$queryRawUnsafe<{ key: string }[]>(
        `SELECT "${KEYS[model] ?? 'id'}"::text AS key FROM "${model}" WHERE "${name}" = $1`,
        personId,
      );
      return [column, rows.map((it) => it.key)] as const;
    }),
  );

/** Of what two people share each has their own part. */
async function share(mine: string, theirs: string) {
  const { db } = portal.ctx;
  const chat = { id: randomUUID(), title: 'Lent', ownerId: theirs, shared: true };
  const asked = (authorId: string, text: string) => ({ id: randomUUID(), role: 'user', text, authorId });
  await db.conversation.create({
    data: { ...chat, messages: { create: [asked(mine, 'MY-WORDS'), asked(theirs, 'THEIR-WORDS')] } },
  });
  const machineIds = [(await makeMachine(db)).id];
  const booking = { machineIds, startsAt: later(), endsAt: new Date(Date.now() + 7_200_000) };
  const lent = await makeBooking(db, { ...booking, personId: theirs, purpose: 'THEIR-PURPOSE' });
  const session = await makeSession(db, { machineIds, bookingId: lent.id, startedById: mine });
  const { id: answer } = await db.generation.create({
    data: {
      id: randomUUID(),
      sessionId: session.id,
      epoch: session.epoch,
      requestedById: theirs,
      maxTokens: 1,
      state: 'completed',
      text: 'THEIR-ANSWER',
    },
  });
  return { session: session.id, answer };
}

test('the archive has every row of its person, nobody else’s, and no secret', async () => {
  const { db } = portal.ctx;
  const [me, other] = [await portal.signIn('owner'), await portal.signIn('member')];
  for (const { userId } of [me, other]) {
    const user = await db.user.findUniqueOrThrow({ where: { id: userId } });
    await makeMore(portal.ctx, userId, await makeSecrets(portal.ctx, user));
  }
  const theirs = await keysOf(other.userId);
  const shared = await share(me.userId, other.userId);

  const response = await take(me.cookie);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': expect.stringMatching(/^attachment; filename="espalier-mine-[\d-]+\.zip"$/),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  const files = unzip(Buffer.from(await response.arrayBuffer()));
  const all = [...files].map(([path, text]) => `${path}\n${text}`).join('\n');
  const mine = (await keysOf(me.userId)).map(([column, keys]) => [
    column,
    keys.length > 0,
    keys.filter((it) => !all.includes(it)),
  ]);
  expect(mine).toEqual(COLUMNS.map((column) => [column, true, []]));
  expect(theirs.flatMap(([column, keys]) => (keys.some((it) => all.includes(it)) ? [column] : []))).toEqual(
    [],
  );

  const list = (file: string) => JSON.parse(files.get(file)!) as Record<string, unknown>[];
  expect(list('messages-elsewhere.json')).toMatchObject([{ text: 'MY-WORDS' }]);
  expect(list('sessions.json')).toContainEqual(
    expect.objectContaining({ id: shared.session, isOnOwnBooking: false }),
  );
  expect(list('bookings.json')[0]).toMatchObject({ cost: { stage: 'running' }, used: { requests: 2 } });
  for (const word of ['THEIR-WORDS', 'THEIR-PURPOSE', 'THEIR-ANSWER', shared.answer])
    expect(all).not.toContain(word);
  for (const { token } of await db.signIn.findMany()) expect(all).not.toContain(token);
  for (const { secretHash } of await db.apiKey.findMany()) expect(all).not.toContain(secretHash);
  for (const word of ['SEALED', 'HASHED', 'tokenHash', 'sealedSecret', '"password":'])
    expect(all).not.toContain(word);

  const readMe = files.get('README.txt')!;
  for (const { file } of PARTS) expect([file, readMe.includes(file)]).toEqual([file, true]);
  expect([...files.keys()].filter((it) => /^(chats|files)\//.test(it))).toHaveLength(2);
  expect(JSON.parse(files.get('chats.json')!)).toMatchObject({ format: 'espalier.chats' });
});

test('who asks to be made anonymous is told who was told, and nothing else changes', async () => {
  const { db } = portal.ctx;
  const person = await db.user.findFirstOrThrow({ where: { role: 'member' } });
  const who = await actingAs(portal.ctx, actorOfUser(person));
  const admin = await makeUser(db, { role: 'admin', name: 'Aiko' });
  expect((await askToGo(who)).told).toContain('Aiko');
  await askToGo(who);
  expect(await db.notification.findMany({ where: { personId: admin.id } })).toMatchObject([
    { kind: 'member.asks_to_go', title: expect.stringContaining(person.name), link: '/settings/members' },
  ]);
  expect(await db.user.findUnique({ where: { id: person.id } })).toEqual(person);
  await db.user.updateMany({ where: { id: { not: person.id } }, data: { deactivatedAt: new Date() } });
  await expect(askToGo(who)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('it wants a fresh sign-in, three times an hour at most, and each is in the audit', async () => {
  const { cookie, userId } = await portal.signIn('member');
  const { db } = portal.ctx;
  const proved = (confirmedAt: Date) => db.signIn.updateMany({ where: { userId }, data: { confirmedAt } });
  await proved(new Date(Date.now() - 16 * 60_000));
  expect(await (await take(cookie)).json()).toMatchObject({ error: { code: 'PRECONDITION_FAILED' } });
  await proved(new Date());
  const statuses: number[] = [];
  for (let time = 0; time < 4; time += 1) {
    const response = await take(cookie);
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  expect(statuses).toEqual([200, 200, 200, 429]);
  const audit = await db.auditEntry.findMany({ where: { action: 'member.export-own', actorId: userId } });
  expect(audit).toHaveLength(3);
});
