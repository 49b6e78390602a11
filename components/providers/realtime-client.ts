import type { Socket } from 'socket.io-client';
import type { ConsoleToPortal, Hint, MetricFrame, PortalToConsole } from '@/shared/protocol/console.ts';
import { createFrameStore } from './frame-store.ts';
import { createListeners } from './listeners.ts';
import { loadAgainWhenBack } from './load-again.ts';
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
  const returns = createListeners<[]>();
  const frames = createFrameStore();
  const topics = createTopicBook((event, topic) => {
    // A lost answer costs nothing: each reconnect subscribes again.
    if (socket?.connected) socket.emit(event, topic, () => undefined);
  });

  const tell = (change: Partial<Connection>): void => {
    connection = { ...connection, ...change };
    changes.call();
  };
  const heard = (): void => {
    connection = { ...connection, lastWordAtMs: Date.now() };
  };
  const retryLater = (): void => {
    clearTimeout(retryTimer);
    // Jitter, so that a lab's browsers do not all come back at once.
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++) * (0.5 + Math.random());
    retryTimer = setTimeout(() => socket?.connect(), waitMs);
    tell({ state: 'offline', retryAtMs: Date.now() + waitMs });
  };
  const onConnect = (): void => {
    const isReturn = connection.lastWordAtMs !== null;
    failures = 0;
    clearTimeout(retryTimer);
    heard();
    tell({ state: 'online', retryAtMs: null, refusal: null });
    topics.askForAll();
    if (isReturn) returns.call();
  };
  const onRefused = (error: Refusal): void => {
    if (error.data?.code === 'UNAUTHORIZED') return tell({ state: 'signed-out', retryAtMs: null });
    tell({ refusal: error.data?.message ?? null });
    retryLater();
  };
  const onHints = (list: readonly Hint[]): void => {
    heard();
    hints.call(list);
  };
  const onFrame = (frame: MetricFrame): void => {
    heard();
    frames.take(frame);
  };

  /** Loads the socket library and connects; the returned function ends the connection. */
  const start = (): (() => void) => {
    let stopped = false;
    let stopLooking = (): void => undefined;
    void import('socket.io-client').then(
      ({ io }) => {
        if (stopped) return;
        const options = {
          path: '/socket.io',
          transports: ['websocket'],
          reconnection: false,
          autoConnect: false,
        };
        socket = io('/ui', options);
        listen(socket, { onConnect, onRefused, retryLater, heard, onHints, onFrame });
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
      clearTimeout(retryTimer);
      socket?.removeAllListeners().disconnect();
      socket = null;
      connection = START;
    };
  };
  const retryNow = (): void => {
    clearTimeout(retryTimer);
    tell({ state: 'connecting', retryAtMs: null });
    socket?.connect();
  };

  return {
    start,
    retryNow,
    frames,
    getConnection: () => connection,
    getSocket: () => socket,
    onChange: changes.add,
    onHints: hints.add,
    /** After a lost connection is back: what was missed must be read again. */
    onReturn: returns.add,
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
  // A quiet lab says nothing for long; its pulse is a word too.
  socket.io.on('ping', heard);
  socket.on('hints', onHints);
  socket.on('metrics:frame', onFrame);
}

export type RealtimeClient = ReturnType<typeof createRealtimeClient>;
