import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { createLearnedClock } from '@/shared/domain/learned-clock.ts';
import type { AgentHandshake } from '@/shared/protocol/join.ts';
import type { Actor } from '../context.ts';
import { makeLogger } from '../logger.ts';
import { issueChallenge } from '../modules/agents/index.ts';
import { allowedOrigins } from '../origins.ts';
import { startPulse } from '../pulse.ts';
import { createAgentGateway, createRealtime } from '../realtime/index.ts';
import { type AgentKey, makeAgentKey } from './agent-key.ts';
import { makeTestContext } from './context.ts';
import { engineState, machineFacts, makeLab, makeMachine } from './factories.ts';

/* The portal's sockets alone, on a port of their own, with agents and browsers a test speaks for. */

const open: (() => Promise<unknown> | void)[] = [];
/** Ends what the test has opened, newest first. */
export async function closeRealtime(): Promise<void> {
  for (const close of open.splice(0).toReversed()) await close();
}

/** A portal of its own, with its own bus; `beside` another one on the same database, which knows the same people. */
export async function makeRealtimePortal(
  beside?: { people: Map<string, Actor> },
  logger = makeLogger('silent'),
  recheckMs?: number,
) {
  const ctx = await makeTestContext({ portalId: randomUUID(), logger });
  await makeLab(ctx.db);
  const people = beside?.people ?? new Map<string, Actor>();
  const portal = {
    ctx,
    url: '',
    people,
    /** Whose sign-in was asked to be forgotten. */
    forgotten: [] as string[],
    gateway: createAgentGateway(),
    origin: allowedOrigins()[0]!,
    stop: async () => {},
    start: async () => {},
  };
  portal.start = async () => {
    // As every start of a process: to the others it is a new portal.
    ctx.portal = { ...ctx.portal, id: randomUUID() };
    const gateway = createAgentGateway();
    portal.gateway = gateway;
    const server = http.createServer();
    const pulse = await startPulse(
      ctx,
      createLearnedClock({ nowMs: () => performance.now() }),
      'http://a-test',
    );
    const realtime = createRealtime(server, {
      makeContext: (actor) => ({ ...ctx, agents: gateway, actor }),
      actorOf: async (headers) =>
        people.get(headers.get('cookie') ?? '') ?? { kind: 'anonymous', name: 'nobody' },
      allowedOrigins: allowedOrigins(),
      gateway,
      forgetActor: (userId) => void portal.forgotten.push(userId),
      databaseUrl: process.env.DATABASE_URL!,
      pulse,
      ...(recheckMs !== undefined && { recheckMs }),
    });
    await realtime.greet();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    portal.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    portal.stop = async () => {
      await realtime.close();
      await pulse.stop();
      server.close();
    };
  };
  await portal.start();
  open.push(() => portal.stop());
  return portal;
}
export type RealtimePortal = Awaited<ReturnType<typeof makeRealtimePortal>>;

/** One whose log the test reads. */
export async function makeLoggedPortal() {
  const lines: string[] = [];
  const logger = makeLogger('info', { write: (line) => void lines.push(line) });
  return { portal: await makeRealtimePortal(undefined, logger), lines };
}

/** A machine whose agent's key the test holds. */
export async function makeKeyed(portal: RealtimePortal) {
  const key = makeAgentKey();
  const machine = await makeMachine(portal.ctx.db, { agent: { publicKey: key.publicKey, state: 'lost' } });
  return { machineId: machine.id, agentId: machine.agent!.id, key };
}

export function handshake(
  portal: RealtimePortal,
  { agentId, key }: { agentId: string; key: AgentKey },
  joinCounter: number,
  bootId = 'boot-a',
): AgentHandshake {
  const { nonce } = issueChallenge(portal.ctx, agentId);
  return key.handshake(portal.origin, { agentId, nonce, bootId, joinCounter });
}

export async function connect(url: string, options: object): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
  open.push(() => void socket.close());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}
export const connectAgent = (portal: RealtimePortal, auth: AgentHandshake) =>
  connect(`${portal.url}/agent`, { auth });
export const connectBrowser = (portal: RealtimePortal, cookie: string, origin = portal.origin) =>
  connect(`${portal.url}/ui`, { extraHeaders: { cookie, origin } });

/** When this connection is over. */
export const gone = (socket: Socket) => new Promise((resolve) => socket.once('disconnect', resolve));

/** The TCP side of a browser's socket: paused, it reads nothing, as a sleeping laptop does. */
export function underneath(socket: Socket): { pause(): void; resume(): void } {
  const { transport } = socket.io.engine as unknown as {
    transport: { ws: { _socket: { pause(): void; resume(): void } } };
  };
  return transport.ws._socket;
}

export const hello = () => ({
  protocolVersion: PROTOCOL_VERSION,
  agentVersion: '0.1.0',
  bootId: 'boot-a',
  facts: { ...machineFacts() },
  models: [],
  engine: engineState(),
  running: [],
});
