import type { Socket } from 'socket.io-client';
import type {
  ConsoleToPortal,
  Hint,
  MetricFrame,
  PortalToConsole,
  Topic,
} from '@/shared/protocol/console.ts';
import { createFrameStore } from './frame-store.ts';

export type ConsoleSocket = Socket<PortalToConsole, ConsoleToPortal>;
export type Connection = {
  state: 'connecting' | 'online' | 'offline' | 'signed-out';
  /** When the portal was last heard. */
  lastWordAtMs: number | null;
  retryAtMs: number | null;
  /** Why the portal refused, in its words. */
  refusal: string | null;
};

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
/** Frames come each second; a socket that says nothing for this long is treated as lost. */
const SILENT_MS = 20_000;
const START: Connection = { state: 'connecting', lastWordAtMs: null, retryAtMs: null, refusal: null };

/**
 * The page's one connection to the portal. Topics are counted and subscribed again after each reconnect. It retries
 * by itself with known times, so that a person can see how long it will take.
 */
export function createRealtimeClient() {
  let socket: ConsoleSocket | null = null;
  let connection = START;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const frameListeners = new Set<(frame: MetricFrame) => void>();
  const hintListeners = new Set<(hint: Hint) => void>();
  const returnListeners = new Set<() => void>();
  const topics = new Map<string, { topic: Topic; users: number }>();
  const frames = createFrameStore();

  const tell = (change: Partial<Connection>): void => {
    connection = { ...connection, ...change };
    for (const listener of listeners) listener();
  };
  const ask = (event: 'topic:subscribe' | 'topic:unsubscribe', topic: Topic): void => {
    // A lost answer costs nothing: each reconnect subscribes again.
    if (socket?.connected) socket.emit(event, topic, () => undefined);
  };
  const heard = (): void => {
    connection = { ...connection, lastWordAtMs: Date.now() };
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => socket?.disconnect().connect(), SILENT_MS);
  };
  const retryLater = (): void => {
    clearTimeout(retryTimer);
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++);
    retryTimer = setTimeout(() => socket?.connect(), waitMs);
    tell({ state: 'offline', retryAtMs: Date.now() + waitMs });
  };
  const onConnect = (): void => {
    const isReturn = connection.lastWordAtMs !== null;
    failures = 0;
    clearTimeout(retryTimer);
    heard();
    tell({ state: 'online', retryAtMs: null, refusal: null });
    for (const { topic } of topics.values()) ask('topic:subscribe', topic);
    if (isReturn) for (const listener of returnListeners) listener();
  };
  const onRefused = (error: Error & { data?: { code?: string; message?: string } }): void => {
    if (error.data?.code === 'UNAUTHORIZED') return tell({ state: 'signed-out', retryAtMs: null });
    tell({ refusal: error.data?.message ?? null });
    retryLater();
  };
  const listen = (it: ConsoleSocket): void => {
    it.on('connect', onConnect);
    it.on('connect_error', onRefused);
    it.on('disconnect', (reason) => {
      clearTimeout(silenceTimer);
      if (reason !== 'io client disconnect') retryLater();
    });
    it.on('hint', (hint) => {
      heard();
      for (const listener of hintListeners) listener(hint);
    });
    it.on('metrics:frame', (payload) => {
      heard();
      const frame = payload as MetricFrame;
      frames.take(frame);
      for (const listener of frameListeners) listener(frame);
    });
  };

  /** Loads the socket library and connects; the returned function ends the connection. */
  const start = (): (() => void) => {
    let stopped = false;
    void import('socket.io-client').then(
      ({ io }) => {
        if (stopped) return;
        socket = io('/ui', {
          path: '/socket.io',
          transports: ['websocket'],
          reconnection: false,
          autoConnect: false,
        });
        listen(socket);
        socket.connect();
        tell({});
      },
      () =>
        tell({ state: 'offline', refusal: 'A part of the page could not be loaded. Load the page again.' }),
    );
    return () => {
      stopped = true;
      clearTimeout(retryTimer);
      clearTimeout(silenceTimer);
      socket?.removeAllListeners().disconnect();
      socket = null;
      connection = START;
    };
  };

  const listenTo =
    <T>(set: Set<T>) =>
    (listener: T): (() => void) => {
      set.add(listener);
      return () => void set.delete(listener);
    };
  return {
    start,
    frames,
    getConnection: () => connection,
    getSocket: () => socket,
    onChange: listenTo(listeners),
    onFrame: listenTo(frameListeners),
    onHint: listenTo(hintListeners),
    /** After a lost connection is back: what was missed must be read again. */
    onReturn: listenTo(returnListeners),
    retryNow: () => {
      clearTimeout(retryTimer);
      tell({ state: 'connecting', retryAtMs: null });
      socket?.connect();
    },
    addTopic: (topic: Topic): (() => void) => {
      const key = JSON.stringify(topic);
      const known = topics.get(key) ?? { topic, users: 0 };
      topics.set(key, known);
      if (known.users++ === 0) ask('topic:subscribe', topic);
      return () => {
        if (--known.users > 0) return;
        topics.delete(key);
        ask('topic:unsubscribe', topic);
      };
    },
  };
}

export type RealtimeClient = ReturnType<typeof createRealtimeClient>;
