import type { Socket } from 'socket.io-client';
import type { ConsoleToPortal, Hint, MetricFrame, PortalToConsole } from '@/shared/protocol/console.ts';
import { createFrameStore } from './frame-store.ts';
import { createListeners } from './listeners.ts';
import { loadAgainWhenBack } from './load-again.ts';
import { createPulse, type Pulse } from './pulse.ts';
import { reach } from './reach.ts';
import { createTopicBook } from './topic-book.ts';

export type ConsoleSocket = Socket<PortalToConsole, ConsoleToPortal>;
export type Connection = {
  state: 'connecting' | 'online' | 'offline' | 'signed-out';
  /** When the portal was last heard. */
  lastWordAtMs: number | null;
  retryAtMs: number | null;
  /** Why the portal refused, in its words. */
  refusal: string | null;
};
type Refusal = Error & { data?: { code?: string; message?: string } };

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
const CONNECT_MS = 4000;
const LOOK_MS = 500;
const START: Connection = { state: 'connecting', lastWordAtMs: null, retryAtMs: null, refusal: null };

/**
 * The page's one connection to the portal. Topics are counted and subscribed again after each reconnect. It retries
 * by itself at known times, so that a person can see how long it will take.
 */
export function createRealtimeClient() {
  let socket: ConsoleSocket | null = null;
  let connection = START;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  const changes = createListeners<[]>();
  const hints = createListeners<[readonly Hint[]]>();
  const connects = createListeners<[isReturn: boolean]>();
  const frames = createFrameStore();
  const topics = createTopicBook((event, topic) => {
    // A lost answer costs nothing: each reconnect subscribes again.
    if (socket?.connected) socket.emit(event, topic, () => undefined);
  });

  const tell = (change: Partial<Connection>): void => {
    connection = { ...connection, ...change };
    if (connection.state !== 'connecting') reach.setHeard(connection.state === 'online');
    changes.call();
  };
  const pulse = createPulse({
    ask: () => socket?.emit('pulse', {}, heard),
    onLost: () => tell({ state: 'offline', retryAtMs: null }),
    onDead: retryLater,
  });
  function heard(): void {
    pulse.heard();
    connection = { ...connection, lastWordAtMs: Date.now() };
    // It was silent for a while, and speaks again on the same connection.
    if (connection.state === 'offline' && socket?.connected) onConnect();
  }
  function retryLater(): void {
    clearTimeout(retryTimer);
    socket?.disconnect();
    // Jitter, so that a lab's browsers do not all come back at once.
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++) * (0.5 + Math.random());
    retryTimer = setTimeout(() => socket?.connect(), waitMs);
    tell({ state: 'offline', retryAtMs: Date.now() + waitMs });
  }
  function onConnect(): void {
    // Also where the first try failed: the page is older than the connection by as long as it was tried again.
    const isReturn = connection.state !== 'connecting';
    failures = 0;
    clearTimeout(retryTimer);
    pulse.heard();
    tell({ state: 'online', lastWordAtMs: Date.now(), retryAtMs: null, refusal: null });
    topics.askForAll();
    connects.call(isReturn);
  }
  const onRefused = (error: Refusal): void => {
    if (error.data?.code === 'UNAUTHORIZED') return tell({ state: 'signed-out', retryAtMs: null });
    tell({ refusal: error.data?.message ?? null });
    retryLater();
  };

  /** Loads the socket library and connects; the returned function ends the connection. */
  const start = (): (() => void) => {
    let stopped = false;
    let stopLooking = (): void => undefined;
    const stopWatching = watch(pulse, () => socket?.connected ?? false, retryNow);
    void makeSocket().then(
      (made) => {
        if (stopped) return;
        socket = made;
        listen(socket, {
          onConnect,
          onRefused,
          retryLater,
          heard,
          onHints: hints.call,
          onFrame: frames.take,
        });
        socket.connect();
        changes.call();
      },
      () => {
        tell({ state: 'offline', refusal: 'A part of the page could not be fetched.' });
        if (!stopped) stopLooking = loadAgainWhenBack();
      },
    );
    return () => {
      stopped = true;
      stopLooking();
      stopWatching();
      clearTimeout(retryTimer);
      socket?.removeAllListeners().disconnect();
      socket = null;
      connection = START;
    };
  };
  function retryNow(): void {
    if (connection.state !== 'offline') return;
    clearTimeout(retryTimer);
    tell({ retryAtMs: null });
    socket?.disconnect().connect();
  }

  return {
    start,
    retryNow,
    frames,
    getConnection: () => connection,
    getSocket: () => socket,
    onChange: changes.add,
    onHints: hints.add,
    /** Connected for the first time, or again: then what was missed must be read again. */
    onConnect: connects.add,
    addTopic: topics.add,
  };
}

type Handlers = {
  onConnect: () => void;
  onRefused: (error: Refusal) => void;
  retryLater: () => void;
  heard: () => void;
  onHints: (hints: readonly Hint[]) => void;
  onFrame: (frame: MetricFrame) => void;
};

function listen(
  socket: ConsoleSocket,
  { onConnect, onRefused, retryLater, heard, onHints, onFrame }: Handlers,
): void {
  socket.on('connect', onConnect);
  socket.on('connect_error', onRefused);
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') retryLater();
  });
  socket.io.on('ping', heard);
  socket.onAny(heard);
  socket.on('hints', onHints);
  socket.on('metrics:frame', onFrame);
}

async function makeSocket(): Promise<ConsoleSocket> {
  const { io } = await import('socket.io-client');
  return io('/ui', {
    path: '/socket.io',
    transports: ['websocket'],
    reconnection: false,
    autoConnect: false,
    timeout: CONNECT_MS,
  });
}

/** Looks after the connection, more closely when the browser or a failed request gives reason to. */
function watch(pulse: Pulse, isConnected: () => boolean, retryNow: () => void): () => void {
  const doubt = (): void => {
    if (isConnected()) pulse.doubt();
  };
  // A page out of sight is slowed down by its browser, and asks for nothing.
  const timer = setInterval(() => {
    if (isConnected() && !document.hidden) pulse.look();
  }, LOOK_MS);
  const offDoubt = reach.onDoubt(doubt);
  window.addEventListener('offline', doubt);
  window.addEventListener('online', retryNow);
  return () => {
    clearInterval(timer);
    offDoubt();
    window.removeEventListener('offline', doubt);
    window.removeEventListener('online', retryNow);
  };
}

export type RealtimeClient = ReturnType<typeof createRealtimeClient>;
