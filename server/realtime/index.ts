import type { Server as HttpServer } from 'node:http';
import { type Actor, type AgentGateway, asSystem, inBackground, type ServiceContext } from '../context.ts';
import { findHolders, readIdentities } from '../modules/agents/index.ts';
import { readChatPeople } from '../modules/chat/index.ts';
import { isWholePage, readDeltasSince, readHeads } from '../modules/generations/index.ts';
import { openSecret, sealSecret } from '../modules/notifications/index.ts';
import type { Pulse } from '../pulse.ts';
import { closeRoot } from './admissions.ts';
import { type AgentHolder, createAgentGateway } from './agent-gateway.ts';
import { serveAgents } from './agent-namespace.ts';
import { createAnswerRelay } from './answer-relay.ts';
import { createAnswerViewers } from './answer-viewers.ts';
import { broadcast } from './broadcast.ts';
import { createChatPeople } from './chat-people.ts';
import { boundConnections } from './connections.ts';
import { serveConsoles, socketsOf } from './console-namespace.ts';
import { createIo } from './create-io.ts';
import { createExpectedAnswers } from './expected-answers.ts';
import { createLiveFrames } from './live-frames.ts';
import { createLiveRelay } from './live-relay.ts';
import { createLiveWatchers } from './live-watchers.ts';
import { createPeers } from './peers.ts';
import { createPortalAdapter } from './portal-adapter.ts';
import { recheckSockets } from './recheck-sockets.ts';
import { createRefusalLog } from './refusal-log.ts';
import { userRoom, wallRoom } from './rooms.ts';

export type RealtimeBase = {
  makeContext(actor: Actor): ServiceContext;
  actorOf(headers: Headers): Promise<Actor>;
  /** What is known of this person's sign-ins is asked again. */
  forgetActor(userId: string): void;
  allowedOrigins: string[];
  /** Handed in so that contexts can be made before the sockets exist. */
  gateway: AgentHolder;
  databaseUrl: string;
  pulse: Pick<Pulse, 'others' | 'onBeat'>;
  /** How often it is asked again whose each browser's socket is. */
  recheckMs?: number;
};
const RECHECK_MS = 5 * 60_000;
export { createAgentGateway };
export type { AgentGateway };

export type Realtime = {
  /** Resolves when the other portals hear us and we hear them. */
  greet(): Promise<void>;
  /** Ends every socket of this portal: whoever it was comes back, to another portal where there is one. */
  letGo(): void;
  close(): Promise<void>;
};

/** Sockets of agents (`/agent`) and browsers (`/ui`) on the portal's http server, and the way to other portals. */
export function createRealtime(httpServer: HttpServer, base: RealtimeBase): Realtime {
  const system = asSystem(base.makeContext({ kind: 'system', name: 'portal' }), 'portal');
  const { portal, logger, now } = system;
  const adapter = createPortalAdapter(base.databaseUrl, logger, () =>
    inBackground(system, 'browsers could not be told to read again', hearAgain()),
  );
  const io = createIo(httpServer, base.allowedOrigins, adapter.adapter);
  const log = createRefusalLog(logger);
  const connections = boundConnections(io, log);
  closeRoot(io.of('/'));
  const transport = {
    send: (message: object) => void io.serverSideEmit('portal', message),
    onMessage: (listener: (message: unknown) => void) => void io.on('portal', listener),
  };
  const peers = createPeers(transport, { id: portal.id, now, logger });
  const see = (others: readonly { id: string }[]): void => peers.see(others.map((it) => it.id));
  see(base.pulse.others());
  base.pulse.onBeat(see);
  const rows = {
    findHolders: (machineIds: readonly string[], portalIds: readonly string[]) =>
      findHolders(system, machineIds, portalIds),
    readIdentities: (agentIds: readonly string[]) => readIdentities(system, agentIds),
  };
  const sealer = {
    seal: (text: string) => sealSecret(system, text),
    open: (text: string) => openSecret(system, text),
  };
  base.gateway.join(peers, rows, sealer);

  const viewers = createAnswerViewers(
    (generationId, afterSeq) => readDeltasSince(system, { generationId, afterSeq }),
    isWholePage,
  );
  const expected = createExpectedAnswers(() => now().getTime());
  const relay = createAnswerRelay(system, peers, viewers, (ids) => readHeads(system, ids));
  const consoles = io.of('/ui');
  const watchers = createLiveWatchers(consoles.adapter);
  const liveRelay = createLiveRelay(system, peers, watchers);
  const live = createLiveFrames(consoles, system, { watchers, relay: liveRelay });
  const agents = serveAgents(io.of('/agent'), { ...base, connections, log, onReading: live.takeReading });
  const people = createChatPeople(system, peers, {
    look: (conversationId, userIds) => readChatPeople(system, { conversationId, userIds }),
    send: (socketIds, frame) => void consoles.local.to(socketIds).emit('chat:people', frame),
  });
  serveConsoles(consoles, { ...base, connections, log, viewers, expected, live, relay, peers, people });
  const stopRecheck = recheckSockets(() => consoles.sockets.values(), base.actorOf, {
    everyMs: base.recheckMs ?? RECHECK_MS,
    onError: (error) => logger.warn({ err: error }, 'whose sockets these are could not be asked'),
  });
  const stopBroadcast = broadcast(consoles, system, { viewers, expected, live, relay, peers });
  peers.answer('user.sockets', ({ userId }) => ({ count: socketsOf(consoles, userId) }));
  peers.on('answers.asked', expected.asked);
  peers.on('member.changed', ({ userId }) => {
    base.forgetActor(userId);
    consoles.local.in(userRoom(userId)).disconnectSockets(true);
  });
  peers.on('wall.revoked', ({ wallId }) => consoles.local.in(wallRoom(wallId)).disconnectSockets(true));
  // Hints that were said meanwhile are lost: browsers read everything again when they come back.
  const hearAgain = async (): Promise<void> => {
    await peers.greet();
    relay.catchUp();
    consoles.local.disconnectSockets(true);
  };
  return {
    greet: () => peers.greet(),
    letGo: () => io.local.disconnectSockets(true),
    async close() {
      stopBroadcast();
      stopRecheck();
      relay.close();
      live.close();
      people.close();
      liveRelay.close();
      io.local.disconnectSockets(true);
      peers.close();
      await io.close();
      await agents.settled();
      connections.close();
      log.close();
      await adapter.close();
    },
  };
}
