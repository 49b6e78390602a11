import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { createKey } from '../modules/api-keys/index.ts';
import { type Session, startAnsweringAgent } from './answering-agent.ts';
import { actingAs, type TestContext, userIdOf } from './context.ts';
import { makeBooking, makeSession } from './factories.ts';
import { startTestPortal } from './portal.ts';
import { makeKeyed, makeRealtimePortal } from './realtime-portal.ts';

const YEAR_MS = 365 * 86_400_000;
export const FREE = {
  projectId: null,
  modelIds: [],
  sessionIds: [],
  requestsPerMinute: null,
  tokensPerMinute: null,
  tokensPerMonth: null,
};

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
  const makeSecret = async (fields: Partial<Parameters<typeof createKey>[1]> = {}): Promise<string> => {
    const expiresAt = new Date(Date.now() + YEAR_MS);
    const key = { ...FREE, name: `Key ${randomUUID().slice(0, 4)}`, expiresAt, ...fields };
    return (await createKey(ctx, key)).secret;
  };
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
    },
  };
}
export type ApiLab = Awaited<ReturnType<typeof startApiLab>>;
