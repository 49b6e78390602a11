import type { Server as HttpServer } from 'node:http';
import { type Actor, type AgentGateway, asSystem, type ServiceContext } from '../context.ts';
import { readDeltasSince } from '../modules/generations/index.ts';
import { createAgentGateway } from './agent-gateway.ts';
import { serveAgents } from './agent-namespace.ts';
import { createAnswerViewers } from './answer-viewers.ts';
import { broadcast } from './broadcast.ts';
import { serveConsoles } from './console-namespace.ts';
import { createIo } from './create-io.ts';
import { createLiveFrames } from './live-frames.ts';

const LOG_PAGE = 500;

export type RealtimeBase = {
  makeContext(actor: Actor): ServiceContext;
  actorOf(headers: Headers): Promise<Actor>;
  allowedOrigins: string[];
  /** Handed in so that contexts can be made before the sockets exist. */
  gateway: ReturnType<typeof createAgentGateway>;
};
export { createAgentGateway };
export type { AgentGateway };

/** Sockets of agents (`/agent`) and browsers (`/ui`) on the portal's http server. */
export function createRealtime(httpServer: HttpServer, base: RealtimeBase): { close(): Promise<void> } {
  const io = createIo(httpServer, base.allowedOrigins);
  const system = asSystem(base.makeContext({ kind: 'system', name: 'portal' }), 'portal');
  const viewers = createAnswerViewers((generationId, afterSeq) =>
    readDeltasSince(system, { generationId, afterSeq, limit: LOG_PAGE }),
  );
  const consoles = io.of('/ui');
  const live = createLiveFrames(consoles, system);
  const agents = serveAgents(io.of('/agent'), { ...base, onReading: live.takeReading });
  serveConsoles(consoles, { ...base, viewers, live });
  const stopBroadcast = broadcast(consoles, system, { viewers, live });
  return {
    async close() {
      stopBroadcast();
      live.close();
      io.disconnectSockets(true);
      await io.close();
      await agents.settled();
    },
  };
}
