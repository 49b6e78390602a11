import OpenAI from 'openai';
import { type Session, startAnsweringAgent } from './answering-agent.ts';
import { actingAs, type TestContext, userIdOf } from './context.ts';
import { makeBooking, makeSession } from './factories.ts';
import { makeSecretOf } from './keys.ts';
import { startTestPortal } from './portal.ts';
import { closeRealtime, makeKeyed, makeRealtimePortal } from './realtime-portal.ts';

/** A portal with its HTTP and sockets, a session whose rank counts words, and its person's key. */
export async function startApiLab() {
  const portal = await makeRealtimePortal();
  const over = Object.assign(portal.ctx, { agents: portal.gateway as unknown as TestContext['agents'] });
  const http = await startTestPortal({ over });
  const identity = await makeKeyed(portal);
  const agent = await startAnsweringAgent(portal, identity);
  const ctx = await actingAs(portal.ctx, 'member');
  const machineIds = [identity.machineId];
  const booking = await makeBooking(ctx.db, { personId: userIdOf(ctx), machineIds });
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: userIdOf(ctx),
    machineIds,
  });
  await agent.hold(session);
  const makeSecret = (fields?: Parameters<typeof makeSecretOf>[1]) => makeSecretOf(ctx, fields);
  const secret = await makeSecret();
  const clientOf = (apiKey: string): OpenAI =>
    new OpenAI({ apiKey, baseURL: `${http.url}/api/v1`, maxRetries: 0 });
  return {
    portal,
    http,
    agent,
    ctx,
    session: session as Session & typeof session,
    secret,
    makeSecret,
    clientOf,
    openai: clientOf(secret),
    async close(): Promise<void> {
      await agent.close();
      await http.close();
      await closeRealtime();
    },
  };
}
export type ApiLab = Awaited<ReturnType<typeof startApiLab>>;
