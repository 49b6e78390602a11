import { randomUUID } from 'node:crypto';
import { createLearnedClock } from '@/shared/domain/learned-clock.ts';
import { allowedOrigins } from '../origins.ts';
import { startPulse } from '../pulse.ts';
import { createAgentGateway, createRealtime } from '../realtime/index.ts';
import type { TestContext } from './context.ts';
import { makeLab } from './factories.ts';
import { startTestPortal } from './portal.ts';

/** A portal with its HTTP side and its sockets on one port, for agents as programs of their own. */
export async function startWholePortal() {
  const portal = await startTestPortal();
  const { ctx } = portal;
  const gateway = createAgentGateway();
  Object.assign(ctx, {
    portal: { ...ctx.portal, id: randomUUID() },
    agents: gateway as unknown as TestContext['agents'],
  });
  await makeLab(ctx.db);
  const pulse = await startPulse(ctx, createLearnedClock({ nowMs: () => performance.now() }), portal.url);
  const realtime = createRealtime(portal.httpServer, {
    makeContext: (actor) => ({ ...ctx, actor }),
    actorOf: async () => ({ kind: 'anonymous', name: 'nobody' }),
    allowedOrigins: allowedOrigins(),
    gateway,
    forgetActor: () => {},
    databaseUrl: process.env.DATABASE_URL!,
    pulse,
  });
  await realtime.greet();
  return {
    ...portal,
    async close(): Promise<void> {
      await realtime.close();
      await pulse.stop();
      await portal.close();
    },
  };
}
export type WholePortal = Awaited<ReturnType<typeof startWholePortal>>;
