import type { Socket } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import type { ChatPeopleFrame, GenerationProgressFrame } from '@/shared/protocol/console.ts';
import { shareConversation } from '../modules/chat/index.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { steps } from '../testing/chats.ts';
import { actingAs, type TestContext } from '../testing/context.ts';
import {
  closeRealtime,
  connectAgent,
  connectBrowser,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
} from '../testing/realtime-portal.ts';

afterEach(closeRealtime);

const nameOf = ({ actor }: TestContext): string => (actor.kind === 'user' ? actor.name : '');
const listen = (socket: Socket) => {
  let people: ChatPeopleFrame['people'] = [];
  socket.on('chat:people', (it: ChatPeopleFrame) => (people = it.people));
  return () => people.map((it) => `${it.name} ${it.may}${it.isTyping ? ' types' : ''}`);
};

test('who is in a chat and who types is told to those who are there, over portals, and lost with the right', async () => {
  const a = await makeRealtimePortal();
  const b = await makeRealtimePortal(a);
  const { ctx: owner, conversationId } = await makeAnswering(a);
  const guest = await actingAs(a.ctx, 'viewer');
  const stranger = await actingAs(a.ctx, 'member');
  a.people.set('guest', guest.actor).set('stranger', stranger.actor);
  const hers = await connectBrowser(a, 'member');
  const here = { conversationId, isTyping: false };
  const seen = listen(hers);
  expect(await hers.emitWithAck('chat:here', here)).toMatchObject({ ok: true });
  await expect.poll(seen).toEqual([`${nameOf(owner)} own`]);

  const theirs = await connectBrowser(b, 'stranger');
  expect(await theirs.emitWithAck('chat:here', here)).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });

  await shareConversation(owner, { id: conversationId, shared: true });
  const his = await connectBrowser(b, 'guest');
  const seenByHim = listen(his);
  await his.emitWithAck('chat:here', { conversationId, isTyping: true });
  const both = [`${nameOf(owner)} own`, `${nameOf(guest)} read types`].toSorted();
  await expect.poll(() => seen().toSorted()).toEqual(both);
  await expect.poll(() => seenByHim().toSorted()).toEqual(both);

  await shareConversation(owner, { id: conversationId, shared: false });
  await expect.poll(seen, { timeout: 5000 }).toEqual([`${nameOf(owner)} own`]);
});

test('how far a question is read goes to who watches the answer, from its own machine alone', async () => {
  const portal = await makeRealtimePortal();
  const { agentSocket, fence } = await makeAnswering(portal);
  const socket = await connectBrowser(portal, 'member');
  const frames: GenerationProgressFrame[] = [];
  socket.on('generation:progress', (it: GenerationProgressFrame) => frames.push(it));
  await socket.emitWithAck('generation:subscribe', { generationId: fence.generationId, afterSeq: 0 });
  const stranger = await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
  await stranger.emitWithAck('agent:hello', hello());
  stranger.emit('generation:prefill', { ...fence, done: 8, total: 10 });
  // Its heartbeat is answered after what it said before.
  await stranger.emitWithAck('agent:heartbeat', { bootId: 'boot-a', running: [] });
  agentSocket.emit('generation:prefill', { ...fence, epoch: fence.epoch + 1, done: 9, total: 10 });
  agentSocket.emit('generation:prefill', { ...fence, done: 4, total: 10 });
  await expect.poll(() => frames.map((it) => it.prefill)).toEqual([{ done: 4, total: 10 }]);
  await agentSocket.emitWithAck('generation:deltas', {
    ...fence,
    deltas: steps(1, 1),
    timeToFirstTokenMs: 321,
  });
  await expect.poll(() => frames.at(-1)?.timeToFirstTokenMs).toBe(321);
  const row = await portal.ctx.db.generation.findUniqueOrThrow({ where: { id: fence.generationId } });
  expect(row.timeToFirstTokenMs).toBe(321);
});
