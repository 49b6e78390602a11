import { createSocket } from 'node:dgram';
import { io, type Socket } from 'socket.io-client';
import type * as z from 'zod';
import { clipText } from '@/shared/domain/clip-text.ts';
import {
  agentCommands,
  agentEvents,
  type AgentToPortal,
  type PortalToAgent,
} from '@/shared/protocol/agent.ts';
import { bindCatalog } from '@/shared/protocol/bind.ts';
import type { HandlersOf, WireError } from '@/shared/protocol/catalog.ts';
import { ChallengeReply } from '@/shared/protocol/join.ts';
import { RemoteError, request } from '@/shared/protocol/request.ts';
import { backOffMs } from './back-off.ts';
import { bytesAsJson, MOST_MESSAGE_BYTES } from './bounded.ts';
import { CommandRefused } from './command-refused.ts';
import { type Identity, makeHandshake, type Where } from './identity.ts';
import { log, messageOf } from './log.ts';
import { PortalError, postJson } from './portal-http.ts';
import type { PortalLink } from './portal-link.ts';
import { listAddresses } from './probes/host-facts.ts';
import { AGENT_TIMES } from './times.ts';
import { AGENT_VERSION } from './version.ts';

export type Hello = z.input<(typeof agentEvents)['agent:hello']['payload']>;
/** On the caller's clock: before the machine was looked at, and when the hello left after that. */
export type HelloTimes = { startedAtMs: number; sentAtMs: number };
export type HelloReply = z.output<(typeof agentEvents)['agent:hello']['reply']>;

export type ConnectionOptions = {
  portal: string;
  dataFolder: string;
  identity: Identity;
  where: Where;
  bootId: string;
  makeHello(): Promise<Hello>;
  handlers: HandlersOf<typeof agentCommands>;
  /** The portal knows us again. */
  onReady(reply: HelloReply, times: HelloTimes): void;
  nowMs(): number;
  onRevoked(reason: string): void;
};
export type Connection = PortalLink & {
  /** This machine's address towards the portal; loopback when the portal is on this machine. */
  localAddress(): string;
  /** The address it was made from is none of this machine's any more. */
  hasLostAddress(): boolean;
  /** Drops the connection, and makes no other one before that. */
  rest(until: Promise<void>): void;
  /** Drops the connection; a new one is made after the usual wait. */
  reset(): void;
  close(): void;
};

type AgentSocket = Socket<PortalToAgent, AgentToPortal>;

const MOST_REFUSAL = 1000;
/** A connection that breaks sooner was not a success: two copies of one identity would chase each other. */
const { askMs: ASK_TIMEOUT_MS, steadyMs: STEADY_MS } = AGENT_TIMES;

/** Keeps one connection to the portal, for ever: only `REVOKED` ends it, and a refusal never costs the key. */
export function connectToPortal(options: ConnectionOptions): Connection {
  let socket: AgentSocket | null = null;
  let isReady = false;
  let isClosed = false;
  let attempt = 0;
  let localAddress = '127.0.0.1';
  let timer: NodeJS.Timeout | undefined;
  let lastRefusal = '';
  let resting: Promise<void> | null = null;

  const again = (leastMs = 0): void => {
    if (isClosed) return;
    timer = setTimeout(() => void connect(), leastMs + backOffMs(attempt, Math.random()));
    attempt += 1;
  };

  const connect = async (): Promise<void> => {
    while (resting !== null) await resting;
    if (isClosed) return;
    try {
      localAddress = await localAddressTowards(options.portal);
      const opened = await openSocket(options);
      socket = opened;
      if (isClosed) return void opened.disconnect();
      let readySinceMs: number | null = null;
      opened.once('disconnect', (reason) => {
        isReady = false;
        socket = null;
        if (readySinceMs !== null && performance.now() - readySinceMs > STEADY_MS) attempt = 0;
        if (!isClosed) log(`The connection to the portal ended (${reason}). Trying again.`);
        again();
      });
      try {
        const startedAtMs = options.nowMs();
        const hello = await options.makeHello();
        const sentAtMs = options.nowMs();
        const reply = await askOver(opened)('agent:hello', hello);
        isReady = opened.connected;
        readySinceMs = performance.now();
        lastRefusal = '';
        log(`Connected to ${options.portal} as ${reply.machineName}.`);
        options.onReady(reply, { startedAtMs, sentAtMs });
      } catch (error) {
        log(`The portal did not take our hello: ${messageOf(error)}`);
        opened.disconnect();
      }
    } catch (error) {
      if (error instanceof RemoteError && error.code === 'REVOKED') return options.onRevoked(error.message);
      const refusal = messageOf(error);
      // Who waits for a person may wait for days: said once.
      if (refusal !== lastRefusal) log(`No connection to ${options.portal}: ${refusal} Trying again.`);
      lastRefusal = refusal;
      again(error instanceof PortalError ? (error.retryAfterMs ?? 0) : 0);
    }
  };
  void connect();

  return {
    isReady: () => isReady,
    ask: (event, payload) => askOver(isReady ? socket : null)(event, payload),
    tell: ((event, payload) => {
      if (isReady) socket?.volatile.emit(event, ...([payload] as never));
    }) as PortalLink['tell'],
    localAddress: () => localAddress,
    hasLostAddress: () =>
      socket !== null &&
      !localAddress.startsWith('127.') &&
      !listAddresses().some((it) => it.ipv4 === localAddress),
    rest(until) {
      const own = until.finally(() => {
        if (resting === own) resting = null;
        attempt = 0;
      });
      resting = own;
      socket?.disconnect();
    },
    reset: () => void socket?.disconnect(),
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.disconnect();
    },
  };
}

/** Asks over one connection, which is null where there is none. */
const askOver = (socket: AgentSocket | null): PortalLink['ask'] =>
  (async (event, payload) => {
    refuseTooLarge(event, payload);
    if (socket === null) throw new RemoteError('TIMEOUT', 'There is no connection to the portal.');
    // Only events with a reply get here, which `request` can't see through a generic.
    const asked = request(socket, agentEvents, event, payload as never, ASK_TIMEOUT_MS);
    return whileConnected(socket, asked);
  }) as PortalLink['ask'];

/**
 * Fails at once when the connection ends. socket.io keeps what it could not send any more for the same socket's return,
 * which never comes here, so the answer would be waited for until it is too late.
 */
function whileConnected<T>(socket: AgentSocket, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onLost = (): void => reject(new RemoteError('TIMEOUT', 'The connection to the portal ended.'));
    socket.once('disconnect', onLost);
    asked.then(resolve, reject).finally(() => socket.off('disconnect', onLost));
  });
}

async function openSocket(options: ConnectionOptions): Promise<AgentSocket> {
  const { portal, identity, dataFolder, bootId, where } = options;
  const challenge = new URL('/api/agent/challenge', portal).href;
  const { nonce } = await postJson(challenge, { agentId: identity.agentId }, ChallengeReply);
  const { origin } = new URL(portal);
  const about = { origin, nonce, bootId, agentVersion: AGENT_VERSION };
  const auth = makeHandshake(dataFolder, identity, about, where);
  const socket: AgentSocket = io(new URL('/agent', portal).href, {
    path: '/socket.io',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth,
    timeout: ASK_TIMEOUT_MS,
  });
  bindCatalog(socket, agentCommands, options.handlers, {
    toWireError,
    onError: (event, error) => log(`Refused ${event}: ${messageOf(error)}`),
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    // Whoever is cut off before being let in hears neither of the others.
    socket.once('disconnect', () =>
      reject(new RemoteError('UNAVAILABLE', 'The portal ended the connection before it let us in.')),
    );
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
      socket.disconnect();
      reject(new RemoteError(error.data?.code ?? 'UNAVAILABLE', error.message));
    });
  });
}

/** It would cut the connection, and again at each try. */
function refuseTooLarge(event: string, payload: unknown): void {
  const bytes = bytesAsJson(payload);
  if (bytes > MOST_MESSAGE_BYTES) {
    throw new RemoteError(
      'VALIDATION',
      `A message of ${bytes} bytes (${event}) is more than a portal takes.`,
    );
  }
}

function toWireError(error: unknown): WireError {
  const code = error instanceof CommandRefused ? error.code : 'INTERNAL';
  return { code, message: clipText(messageOf(error), MOST_REFUSAL) };
}

/** Asks the routing table by connecting a UDP socket, which sends nothing. */
async function localAddressTowards(portal: string): Promise<string> {
  const { hostname, port, protocol } = new URL(portal);
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(Number(port) || (protocol === 'https:' ? 443 : 80), hostname, () => resolve());
    });
    return socket.address().address;
  } finally {
    socket.close();
  }
}
