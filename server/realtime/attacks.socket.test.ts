import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { agentEvents } from '@/shared/protocol/agent.ts';
import { consoleEvents } from '@/shared/protocol/console.ts';
import { makeLogger } from '../logger.ts';
import { actingAs, actorOfUser } from '../testing/context.ts';
import { makeUser } from '../testing/factories.ts';
import { makeSecrets } from '../testing/private-things.ts';
import {
  closeRealtime,
  connectAgent,
  connectBrowser,
  gone,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
} from '../testing/realtime-portal.ts';

/* Every event of both catalogues, said by everybody who may be at a socket; a new event without a line fails here. */

afterEach(closeRealtime);

const nobodys = (): string => randomUUID();
type Ids = { generation: string; conversation: string };
type Attack = { says: (ids: Ids) => unknown; answer: 'NOT_FOUND' | 'nothing of it' };
/** About what is nobody's or somebody else's. */
const ATTACKS: Record<keyof typeof consoleEvents, Attack> = {
  pulse: { says: () => ({}), answer: 'nothing of it' },
  'topic:subscribe': { says: () => ({ kind: 'session', id: nobodys() }), answer: 'nothing of it' },
  'topic:unsubscribe': { says: () => ({ kind: 'session', id: nobodys() }), answer: 'nothing of it' },
  'generation:subscribe': {
    says: ({ generation }) => ({ generationId: generation, afterSeq: 0 }),
    answer: 'NOT_FOUND',
  },
  'generation:expect': {
    says: ({ generation }) => ({ generationId: generation }),
    answer: 'nothing of it',
  },
  'generation:unsubscribe': {
    says: ({ generation }) => ({ generationId: generation }),
    answer: 'nothing of it',
  },
  'chat:here': {
    says: ({ conversation }) => ({ conversationId: conversation, isTyping: true }),
    answer: 'NOT_FOUND',
  },
  'chat:gone': {
    says: ({ conversation }) => ({ conversationId: conversation }),
    answer: 'nothing of it',
  },
};
const CROOKED: unknown[] = [null, 1, 'x', [], { __proto__: null, constructor: 1 }, { id: { $ne: null } }];
type Reply = { ok: boolean; data?: unknown; error?: { code: string } };

test('what a page of any role asks about things of others is refused or tells nothing; crooked words are refused', async () => {
  expect(Object.keys(ATTACKS).toSorted()).toEqual(Object.keys(consoleEvents).toSorted());
  const portal = await makeRealtimePortal();
  const { owner, ids: somebodys } = await makeSecrets(portal.ctx, await makeUser(portal.ctx.db));
  for (const role of ['owner', 'admin', 'member', 'viewer'] as const) {
    portal.people.set(role, (await actingAs(portal.ctx, role)).actor);
    const page = await connectBrowser(portal, role);
    const each = [somebodys, { generation: nobodys(), conversation: nobodys() }].flatMap((ids) =>
      Object.entries(ATTACKS).map(([event, attack]) => ({ event, ids, ...attack })),
    );
    for (const { event, says, answer, ids } of each) {
      const reply = (await page.emitWithAck(event, says(ids))) as Reply;
      if (answer === 'NOT_FOUND') expect([event, reply.error?.code]).toEqual([event, 'NOT_FOUND']);
      else expect([event, reply]).toEqual([event, { ok: true, data: {} }]);
    }
  }
  // It is there, for whose it is.
  portal.people.set('theirs', actorOfUser(owner));
  const following = { generationId: somebodys.generation, afterSeq: 0 };
  const theirs = await connectBrowser(portal, 'theirs');
  expect(await theirs.emitWithAck('generation:subscribe', following)).toMatchObject({ ok: true });
  portal.people.set('crooked', (await actingAs(portal.ctx, 'member')).actor);
  const page = await connectBrowser(portal, 'crooked');
  for (const event of Object.keys(ATTACKS).filter((it) => it !== 'pulse')) {
    for (const payload of CROOKED) {
      const reply = (await page.emitWithAck(event, payload)) as Reply;
      expect([event, payload, reply.error?.code]).toEqual([event, payload, 'VALIDATION']);
    }
  }
});

test('who is nobody, signed out, or no browser gets no socket for any of it', async () => {
  const portal = await makeRealtimePortal();
  await expect(connectBrowser(portal, 'nobody')).rejects.toThrow('Sign in first.');
});

test('a sign-in that ran out by the clock alone loses its sockets at the next look', async () => {
  const portal = await makeRealtimePortal(undefined, makeLogger('silent'), 50);
  const [leaving, staying] = ['leaving', 'staying'];
  for (const who of [leaving, staying]) portal.people.set(who, (await actingAs(portal.ctx, 'member')).actor);
  const [one, other] = [await connectBrowser(portal, leaving), await connectBrowser(portal, staying)];
  // Another person under the same cookie is no less somebody else.
  portal.people.set(leaving, (await actingAs(portal.ctx, 'owner')).actor);
  await gone(one);
  expect(await other.emitWithAck('pulse', {})).toMatchObject({ ok: true });
});

test('an agent’s crooked words are refused, whatever they are about', async () => {
  const portal = await makeRealtimePortal();
  const events = Object.entries(agentEvents).filter(([event]) => event !== 'agent:hello');
  expect(events.length).toBeGreaterThan(10);
  const agent = await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
  await agent.emitWithAck('agent:hello', hello());
  for (const [event] of events.filter(([, spec]) => 'reply' in spec)) {
    const reply = (await agent.emitWithAck(event, { machineId: nobodys(), epoch: -1 })) as Reply;
    expect([event, reply.error?.code]).toEqual([event, 'VALIDATION']);
  }
});
