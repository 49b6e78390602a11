import { randomUUID } from 'node:crypto';
import { postMessage, startConversation } from '../modules/chat/index.ts';
import { actingAs } from './context.ts';
import { makeBooking, makeSession } from './factories.ts';
import { connectAgent, handshake, hello, makeKeyed, type RealtimePortal } from './realtime-portal.ts';

/** A question of the portal's `member`, at the agent of a session on one machine, which has said hello to this portal. */
export async function makeAnswering(portal: RealtimePortal) {
  const agent = await makeKeyed(portal);
  const ctx = await actingAs(portal.ctx, 'member');
  portal.people.set('member', ctx.actor);
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const booking = await makeBooking(ctx.db, { personId, machineIds: [agent.machineId] });
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: personId,
    machineIds: [agent.machineId],
  });
  const running = [{ sessionId: session.id, epoch: session.epoch, rank: 0, state: 'ready' }];
  const agentSocket = await connectAgent(portal, handshake(portal, agent, 1));
  const greeting: { ok: boolean } = await agentSocket.emitWithAck('agent:hello', { ...hello(), running });
  if (!greeting.ok) throw new Error(`The hello was refused: ${JSON.stringify(greeting)}`);
  const conversation = await startConversation(ctx, { id: randomUUID(), sessionId: session.id });
  const generationId = randomUUID();
  await postMessage(ctx, {
    conversationId: conversation.id,
    sessionId: session.id,
    messageId: randomUUID(),
    generationId,
    text: 'Hello',
  });
  const fence = { sessionId: session.id, epoch: session.epoch, generationId };
  return { ctx, conversationId: conversation.id, agent, agentSocket, generationId, fence, running };
}
