import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import {
  createLink,
  endDueLinks,
  endLink,
  postMessage,
  readLink,
  shareConversation,
} from '../modules/chat/index.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { steps } from '../testing/chats.ts';
import { actingAs } from '../testing/context.ts';
import {
  closeRealtime,
  connect,
  connectAgent,
  connectBrowser,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
} from '../testing/realtime-portal.ts';

afterEach(closeRealtime);

describe('agents', () => {
  test('get in with their key, say hello first, and only once with each counter', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const socket = await connectAgent(portal, handshake(portal, agent, 1));
    const early = await socket.emitWithAck('agent:heartbeat', { bootId: 'boot-a', running: [] });
    expect(early).toMatchObject({ ok: false, error: { code: 'PRECONDITION_FAILED' } });
    expect(await socket.emitWithAck('agent:hello', hello())).toMatchObject({
      ok: true,
      data: { machineId: agent.machineId, desired: [] },
    });
    expect(await socket.emitWithAck('agent:heartbeat', { bootId: 'boot-a', running: [] })).toMatchObject({
      ok: true,
    });
    await expect(connectAgent(portal, handshake(portal, agent, 1))).rejects.toMatchObject({
      data: { code: 'CONFLICT' },
    });
    const other = await makeKeyed(portal);
    const forged = handshake(portal, { agentId: agent.agentId, key: other.key }, 9);
    await expect(connectAgent(portal, forged)).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } });
  });

  test('a newer connection of one agent takes the place of the older', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const older = await connectAgent(portal, handshake(portal, agent, 1));
    const gone = new Promise((resolve) => older.once('disconnect', resolve));
    const newer = await connectAgent(portal, handshake(portal, agent, 2));
    await gone;
    expect(await newer.emitWithAck('agent:hello', hello())).toMatchObject({ ok: true });
  });

  test('a malformed message reaches no handler and is answered', async () => {
    const portal = await makeRealtimePortal();
    const socket = await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
    expect(await socket.emitWithAck('agent:hello', { bootId: 7 })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION' },
    });
    expect(await socket.emitWithAck('rank:state', null)).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION' },
    });
  });
});

describe('browsers', () => {
  test('need a sign-in and our own origin', async () => {
    const portal = await makeRealtimePortal();
    const ctx = await actingAs(portal.ctx, 'member');
    portal.people.set('member', ctx.actor);
    await connectBrowser(portal, 'member');
    await expect(connectBrowser(portal, 'nobody')).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } });
    await expect(connectBrowser(portal, 'member', 'https://evil.example')).rejects.toThrow();
    await expect(connect(`${portal.url}/ui`, { extraHeaders: { cookie: 'member' } })).rejects.toMatchObject({
      data: { code: 'FORBIDDEN' },
    });
  });

  test('signed out, they are disconnected', async () => {
    const portal = await makeRealtimePortal();
    const ctx = await actingAs(portal.ctx, 'member');
    portal.people.set('member', ctx.actor);
    const socket = await connectBrowser(portal, 'member');
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    portal.ctx.bus.emit('member.changed', { userId: ctx.actor.kind === 'user' ? ctx.actor.id : '' });
    await gone;
  });
});

describe('an answer', () => {
  async function makeAsked() {
    const portal = await makeRealtimePortal();
    return { portal, ...(await makeAnswering(portal)) };
  }
  function watch(socket: Socket) {
    const seen: number[] = [];
    socket.on('generation:deltas', (it: { deltas: GenerationDelta[] }) =>
      seen.push(...it.deltas.map((delta) => delta.seq)),
    );
    return seen;
  }
  const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

  test('reaches every viewer whole and in order, whenever each came', async () => {
    const { portal, agentSocket, generationId, fence } = await makeAsked();
    const send = (from: number, to: number) =>
      agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(from, to) });
    const first = await connectBrowser(portal, 'member');
    const early = watch(first);
    await first.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
    expect(await send(1, 4)).toEqual({ ok: true, data: { storedSeq: 4 } });
    await send(5, 9);
    const second = await connectBrowser(portal, 'member');
    const late = watch(second);
    await second.emitWithAck('generation:subscribe', { generationId, afterSeq: 2 });
    await send(10, 12);
    await expect.poll(() => early).toEqual(range(12));
    await expect.poll(() => late).toEqual(range(12).slice(2));
  });

  test('survives the portal: the agent sends what was not stored again, the viewer goes on from where it was', async () => {
    const { portal, agent, agentSocket, generationId, fence, running } = await makeAsked();
    const before = await connectBrowser(portal, 'member');
    const seen = watch(before);
    await before.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
    await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(1, 5) });
    await expect.poll(() => seen).toEqual(range(5));
    await portal.stop();
    await portal.start();
    const again = await connectAgent(portal, handshake(portal, agent, 2));
    await again.emitWithAck('agent:hello', { ...hello(), running });
    const after = await connectBrowser(portal, 'member');
    const rest = watch(after);
    await after.emitWithAck('generation:subscribe', { generationId, afterSeq: 5 });
    // The reply to 4…6 was lost with the portal, so they come a second time.
    await again.emitWithAck('generation:deltas', { ...fence, deltas: steps(4, 8) });
    await expect.poll(() => [...seen, ...rest]).toEqual(range(8));
  });

  test('that is expected comes from its first step on without asking, and to its asker alone', async () => {
    const { portal, ctx, conversationId, agentSocket, fence } = await makeAsked();
    portal.people.set('other', (await actingAs(portal.ctx, 'member')).actor);
    const [mine, theirs] = [await connectBrowser(portal, 'member'), await connectBrowser(portal, 'other')];
    const [own, seen] = [watch(mine), watch(theirs)];
    const [generationId, guessed] = [randomUUID(), randomUUID()];
    await mine.emitWithAck('generation:expect', { generationId });
    await theirs.emitWithAck('generation:expect', { generationId });
    await theirs.emitWithAck('generation:expect', { generationId: guessed });
    for (const id of [generationId, guessed]) {
      const messageId = randomUUID();
      const { sessionId } = fence;
      await postMessage(ctx, { conversationId, sessionId, messageId, generationId: id, text: 'And?' });
      const deltas = { ...fence, generationId: id, deltas: steps(1, 3) };
      expect(await agentSocket.emitWithAck('generation:deltas', deltas)).toMatchObject({ ok: true });
    }
    await expect.poll(() => own).toEqual([1, 2, 3]);
    expect(seen).toEqual([]);
  });

  test('whose chat is shared no longer is cut off within a second for all but its owner', async () => {
    const { portal, ctx, conversationId, agentSocket, generationId, fence } = await makeAsked();
    portal.people.set('other', (await actingAs(portal.ctx, 'member')).actor);
    await shareConversation(ctx, { id: conversationId, shared: true });
    const [mine, theirs] = [await connectBrowser(portal, 'member'), await connectBrowser(portal, 'other')];
    const [own, seen] = [watch(mine), watch(theirs)];
    for (const it of [mine, theirs])
      expect(await it.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 })).toMatchObject({
        ok: true,
      });
    await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(1, 2) });
    await expect.poll(() => seen).toEqual([1, 2]);
    const startedMs = performance.now();
    const gone = new Promise((resolve) => theirs.once('disconnect', resolve));
    await shareConversation(ctx, { id: conversationId, shared: false });
    await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(3, 4) });
    await gone;
    expect(performance.now() - startedMs).toBeLessThan(1000);
    await expect.poll(() => own).toEqual([1, 2, 3, 4]);
    expect(seen).toEqual([1, 2]);
    const again = await connectBrowser(portal, 'other');
    expect(await again.emitWithAck('generation:subscribe', { generationId, afterSeq: 2 })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
  });

  test.each(['is taken back', 'has come to its end'])(
    'seen by a link stops within a second when it %s',
    async (how) => {
      const { portal, ctx, conversationId, agentSocket, generationId, fence } = await makeAsked();
      const other = await actingAs(portal.ctx, 'member');
      portal.people.set('other', other.actor);
      const { link, path } = await createLink(ctx, { conversationId, kind: 'live', endsAt: null });
      const { id } = link;
      await readLink(other, { token: path.split('/').at(-1)! });
      const theirs = await connectBrowser(portal, 'other');
      const seen = watch(theirs);
      const ask = () => theirs.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
      expect(await ask()).toMatchObject({ ok: true });
      await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(1, 2) });
      await expect.poll(() => seen).toEqual([1, 2]);
      const gone = new Promise((resolve) => theirs.once('disconnect', resolve));
      if (how === 'is taken back') await endLink(ctx, { id });
      else {
        await ctx.db.conversationLink.update({ where: { id }, data: { endsAt: new Date() } });
        await endDueLinks(portal.ctx);
      }
      const startedMs = performance.now();
      await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(3, 4) });
      await gone;
      expect(performance.now() - startedMs).toBeLessThan(1000);
      expect(seen).toEqual([1, 2]);
    },
  );

  test('that somebody expects in a chat which is shared no longer does not come to them', async () => {
    const { portal, ctx, conversationId, agentSocket, generationId, fence } = await makeAsked();
    const other = await actingAs(portal.ctx, 'member');
    const userId = other.actor.kind === 'user' ? other.actor.id : '';
    portal.people.set('other', other.actor);
    await shareConversation(ctx, { id: conversationId, shared: true });
    const [mine, theirs] = [await connectBrowser(portal, 'member'), await connectBrowser(portal, 'other')];
    const [own, seen] = [watch(mine), watch(theirs)];
    await mine.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
    await theirs.emitWithAck('generation:expect', { generationId });
    await shareConversation(ctx, { id: conversationId, shared: false });
    // The word that the question is stored comes later than the word about the chat.
    portal.ctx.bus.emit('generation.asked', { generationId, userId });
    for (const seq of [1, 2, 3])
      await agentSocket.emitWithAck('generation:deltas', { ...fence, deltas: steps(seq, seq) });
    await expect.poll(() => own).toEqual([1, 2, 3]);
    expect(await theirs.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
    expect(seen).toEqual([]);
  });

  test('is refused to somebody who may not see the chat', async () => {
    const { portal, generationId } = await makeAsked();
    portal.people.set('other', (await actingAs(portal.ctx, 'member')).actor);
    const socket = await connectBrowser(portal, 'other');
    const reply = await socket.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
    expect(reply).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});
