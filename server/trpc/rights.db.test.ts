import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '@/shared/schemas/member.ts';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import {
  makeBooking,
  makeLab,
  makeMachine,
  makeMaintenance,
  makeSession,
  makeTariff,
  makeUser,
} from '../testing/factories.ts';
import { callProcedure, procedures } from '../testing/procedures.ts';

/*
 * Who may call what: every procedure as everybody. "Refused" is UNAUTHORIZED or FORBIDDEN; whoever is let in may
 * still be told that a thing is gone or taken. A procedure that is not in this table fails the test.
 */
const WHO = ['anonymous', 'viewer', 'member', 'admin', 'owner'] as const;
type Who = (typeof WHO)[number];

const EVERYBODY = WHO;
const SIGNED_IN: readonly Who[] = ['viewer', 'member', 'admin', 'owner'];
const MEMBERS: readonly Who[] = ['member', 'admin', 'owner'];
const ADMINS: readonly Who[] = ['admin', 'owner'];

type World = Awaited<ReturnType<typeof makeWorld>>;
type Case = { about?: string; may: readonly Who[]; input?: (world: World) => unknown };

const HOUR_MS = 3_600_000;
const window = () => ({ from: new Date(Date.now() - HOUR_MS), to: new Date() });
const account = (role: Role) => ({
  name: 'New',
  email: `${randomUUID()}@example.org`,
  role,
  password: 'a long password',
});

const RIGHTS: Record<string, Case[]> = {
  'lab.glance': [{ may: SIGNED_IN }],
  'machines.list': [{ may: SIGNED_IN }],
  'machines.get': [{ may: SIGNED_IN, input: ({ machine }) => ({ id: machine.id }) }],
  'machines.labNow': [{ may: SIGNED_IN }],
  'cables.map': [{ may: SIGNED_IN }],
  'cables.checkSet': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id] }) }],
  'machines.add': [{ may: ADMINS, input: () => ({ name: `Added ${randomUUID()}` }) }],
  'machines.createJoinToken': [{ may: ADMINS, input: ({ machine }) => ({ id: machine.id }) }],
  'machines.rename': [
    {
      may: ADMINS,
      input: ({ machine }) => ({ id: machine.id, name: randomUUID(), revision: machine.revision }),
    },
  ],
  'machines.setStatus': [
    {
      may: ADMINS,
      input: ({ machine }) => ({ id: machine.id, status: 'maintenance', revision: machine.revision }),
    },
  ],
  'register.list': [{ may: SIGNED_IN }],
  'register.get': [{ may: SIGNED_IN, input: ({ machine }) => ({ id: machine.id }) }],
  'register.edit': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        id: machine.id,
        revision: machine.revision,
        changes: { location: 'Shelf' },
      }),
    },
  ],
  'register.customFields': [{ may: SIGNED_IN }],
  'register.saveCustomField': [
    {
      may: ADMINS,
      input: () => ({ id: null, label: `Field ${randomUUID().slice(0, 8)}`, kind: 'text', choices: [] }),
    },
  ],
  'register.retireCustomField': [{ may: ADMINS, input: () => ({ id: 'nothing', isRetired: true }) }],
  'register.choices': [{ may: ADMINS }],
  'register.rentals': [{ may: SIGNED_IN }],
  'register.views': [{ may: SIGNED_IN, input: () => ({ page: 'register' }) }],
  'register.saveView': [
    { may: SIGNED_IN, input: () => ({ page: 'register', name: 'Mine', query: '', shared: false }) },
    {
      about: 'shared',
      may: MEMBERS,
      input: () => ({ page: 'register', name: 'Ours', query: '', shared: true }),
    },
  ],
  'register.deleteView': [
    { about: 'one’s own', may: SIGNED_IN, input: ({ mine }) => ({ id: mine.view.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.view.id }) },
  ],
  'register.previewBulkEdit': [
    { may: ADMINS, input: ({ machine }) => ({ ids: [machine.id], changes: { location: 'Shelf' } }) },
  ],
  'register.bulkEdit': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        machines: [{ id: machine.id, revision: machine.revision }],
        changes: { location: 'Shelf' },
      }),
    },
  ],
  'register.labels': [{ may: SIGNED_IN }],
  'machines.revokeAgent': [{ may: ADMINS, input: ({ machine }) => ({ id: machine.id }) }],
  'bookings.list': [{ may: SIGNED_IN, input: window }],
  'bookings.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.running.id }) }],
  'bookings.create': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({
        id: randomUUID(),
        machineIds: [machine.id],
        startsAt: new Date(Date.now() + 50 * HOUR_MS),
        endsAt: new Date(Date.now() + 51 * HOUR_MS),
        purpose: 'Rights',
      }),
    },
  ],
  'bookings.cancel': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.ahead.id, revision: mine.ahead.revision }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs }) => ({ id: theirs.ahead.id, revision: theirs.ahead.revision }),
    },
  ],
  'bookings.end': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.running.id, revision: mine.running.revision }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs }) => ({ id: theirs.running.id, revision: theirs.running.revision }),
    },
  ],
  'bookings.nextFree': [
    { may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id], durationMs: HOUR_MS }) },
  ],
  'bookings.maintenance': [{ may: SIGNED_IN, input: window }],
  'bookings.planMaintenance': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        machineId: machine.id,
        startsAt: new Date(Date.now() + HOUR_MS),
        endsAt: new Date(Date.now() + 2 * HOUR_MS),
      }),
    },
  ],
  'bookings.cancelMaintenance': [{ may: ADMINS, input: ({ maintenance }) => ({ id: maintenance.id }) }],
  'sessions.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'sessions.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.session.id }) }],
  'sessions.startableModels': [{ may: SIGNED_IN, input: ({ mine }) => ({ bookingId: mine.running.id }) }],
  'sessions.start': [
    {
      may: MEMBERS,
      input: ({ mine }) => ({ id: randomUUID(), bookingId: mine.running.id, modelId: 'espalier-demo' }),
    },
  ],
  'sessions.end': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.session.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.session.id }) },
  ],
  'sessions.readLog': [{ may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id }) }],
  'chat.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'chat.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.conversation.id }) }],
  'chat.earlier': [
    {
      may: SIGNED_IN,
      input: ({ theirs }) => ({
        conversationId: theirs.conversation.id,
        before: { at: new Date(), role: 'user', id: 'x' },
      }),
    },
  ],
  'chat.start': [
    { may: MEMBERS, input: ({ theirs }) => ({ id: randomUUID(), sessionId: theirs.session.id }) },
  ],
  'chat.post': [
    {
      may: MEMBERS,
      input: ({ theirs }) => ({
        conversationId: theirs.conversation.id,
        sessionId: theirs.session.id,
        messageId: randomUUID(),
        generationId: randomUUID(),
        text: 'Hello',
      }),
    },
  ],
  'chat.stop': [{ may: MEMBERS, input: ({ theirs }) => ({ generationId: theirs.generation.id }) }],
  'chat.share': [{ may: MEMBERS, input: ({ mine }) => ({ id: mine.conversation.id, shared: true }) }],
  'metrics.machines': [
    { may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id], ...window() }) },
  ],
  'metrics.session': [{ may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id }) }],
  'metrics.recentPower': [{ may: SIGNED_IN, input: () => ({ points: 15 }) }],
  'metrics.lab': [{ may: SIGNED_IN, input: () => ({}) }],
  'planning.models': [{ may: SIGNED_IN }],
  'planning.fit': [{ may: SIGNED_IN, input: () => ({ modelId: 'gpt-oss-120b' }) }],
  'planning.modelsFor': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id] }) }],
  'planning.toBuy': [{ may: SIGNED_IN, input: () => ({ modelId: 'gpt-oss-120b' }) }],
  'reports.usage': [{ may: SIGNED_IN, input: window }],
  'team.me': [{ may: SIGNED_IN }],
  'team.members': [{ may: MEMBERS, input: () => ({}) }],
  'team.addMember': [
    { may: ADMINS, input: () => account('member') },
    { about: 'an owner', may: ['owner'], input: () => account('owner') },
  ],
  'team.changeRole': [
    { may: ADMINS, input: ({ stranger }) => ({ id: stranger.id, role: 'admin' }) },
    { about: 'to owner', may: ['owner'], input: ({ stranger }) => ({ id: stranger.id, role: 'owner' }) },
  ],
  'team.isSetUp': [{ may: EVERYBODY }],
  'team.setUp': [
    {
      may: EVERYBODY,
      input: () => ({
        ...account('viewer'),
        token: 'x'.repeat(43),
        labName: 'Mine',
        timeZone: 'Europe/Berlin',
      }),
    },
  ],
  'audit.list': [{ may: ADMINS, input: () => ({}) }],
};

let lab: TestContext;
beforeAll(async () => {
  lab = await makeTestContext();
  await makeLab(lab.db);
  await makeTariff(lab.db);
  // A second owner, so that no test comes upon the last one.
  await makeUser(lab.db, { role: 'owner' });
});

test('every procedure is in the table, and nothing else', () => {
  expect(Object.keys(RIGHTS).toSorted()).toEqual(Object.keys(procedures).toSorted());
});

const CASES = Object.entries(RIGHTS).flatMap(([procedure, cases]) =>
  cases.map((it) => ({ name: it.about ? `${procedure}, ${it.about}` : procedure, procedure, ...it })),
);

describe.each(WHO)('as %s', (who) => {
  test.each(CASES)('$name', async ({ procedure, may, input }) => {
    const ctx = await actingAs(lab, who);
    const code = (await callProcedure(ctx, procedure, input?.(await makeWorld(ctx))))?.code ?? 'OK';
    if (!may.includes(who)) expect(code).toBe(who === 'anonymous' ? 'UNAUTHORIZED' : 'FORBIDDEN');
    else expect(['UNAUTHORIZED', 'FORBIDDEN', 'BAD_REQUEST', 'INTERNAL_SERVER_ERROR']).not.toContain(code);
  });
});

/** A machine and a person nobody else uses, and bookings with a session and a chat: the caller's and a stranger's. */
async function makeWorld(ctx: TestContext) {
  const stranger = await makeUser(ctx.db);
  const myId = ctx.actor.kind === 'user' ? ctx.actor.id : stranger.id;
  const machine = await makeMachine(ctx.db);
  ctx.agents.connected.add(machine.id);
  const maintenance = await makeMaintenance(ctx.db, { machineId: machine.id });
  return {
    stranger,
    machine,
    maintenance,
    mine: await makeWorkOf(ctx, myId),
    theirs: await makeWorkOf(ctx, stranger.id),
  };
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
  const view = await db.savedView.create({
    data: { ownerId: personId, page: 'register', name: randomUUID(), query: '', shared: true },
  });
  return { running, ahead, session, conversation, generation, view };
}
