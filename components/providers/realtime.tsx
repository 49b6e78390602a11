'use client';

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from 'react';
import type { MetricFrame, Topic } from '@/shared/protocol/console.ts';
import type { LiveMachineReading, LiveSessionReading } from './frame-store.ts';
import {
  type Connection,
  type ConsoleSocket,
  createRealtimeClient,
  type RealtimeClient,
} from './realtime-client.ts';
import { goToSignIn } from './trpc.tsx';
import { useHints } from './use-hints.ts';

export type { Connection, ConsoleSocket } from './realtime-client.ts';

const Context = createContext<RealtimeClient | null>(null);
const CONNECTING: Connection = { state: 'connecting', lastWordAtMs: null, retryAtMs: null, refusal: null };

function useRealtime(): RealtimeClient {
  const client = useContext(Context);
  if (!client) throw new Error('This part of the page needs <RealtimeProvider> around it.');
  return client;
}

export function RealtimeProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createRealtimeClient);
  useHints(client);
  useEffect(() => client.start(), [client]);
  useEffect(() => client.addTopic({ kind: 'lab' }), [client]);
  useEffect(
    () =>
      client.onChange(() => {
        if (client.getConnection().state === 'signed-out') goToSignIn();
      }),
    [client],
  );
  return <Context value={client}>{children}</Context>;
}

/** Hears a session's or a conversation's hints while mounted; the lab's are always heard. */
export function useTopic(kind: Topic['kind'], id?: string): void {
  const client = useRealtime();
  useEffect(() => {
    if (kind === 'lab') return client.addTopic({ kind });
    return id === undefined ? undefined : client.addTopic({ kind, id });
  }, [client, kind, id]);
}

/** Calls back with each one-second frame. Instants in it are ISO strings, as on every wire. */
export function useMetricFrames(onFrame: (frame: MetricFrame) => void): void {
  const client = useRealtime();
  const take = useEffectEvent(onFrame);
  useEffect(() => client.onFrame((frame) => take(frame)), [client]);
}

/** The machine's newest live reading since the page was opened. */
export function useLiveReading(machineId: string): LiveMachineReading | null {
  const { frames } = useRealtime();
  return useSyncExternalStore(
    frames.subscribe,
    () => frames.latestOf(machineId),
    () => null,
  );
}

const NONE: readonly LiveMachineReading[] = [];
/** The last two minutes of the machine's live readings, oldest first. */
export function useRecentReadings(machineId: string): readonly LiveMachineReading[] {
  const { frames } = useRealtime();
  return useSyncExternalStore(
    frames.subscribe,
    () => frames.readingsOf(machineId),
    () => NONE,
  );
}

/** Tokens a second of a running session, as the last frame said. */
export function useLiveSession(sessionId: string): LiveSessionReading | null {
  const { frames } = useRealtime();
  return useSyncExternalStore(
    frames.subscribe,
    () => frames.sessionOf(sessionId),
    () => null,
  );
}

/** All newest readings; renders again with each frame. */
export function useFrameStore(): RealtimeClient['frames'] {
  const { frames } = useRealtime();
  useSyncExternalStore(frames.subscribe, frames.getRevision, () => 0);
  return frames;
}

/** State of the connection, for the offline banner and for controls that need the portal. */
export function useConnection(): Connection & { retryNow: () => void } {
  const client = useRealtime();
  const connection = useSyncExternalStore(client.onChange, client.getConnection, () => CONNECTING);
  return { ...connection, retryNow: client.retryNow };
}

/** The socket itself, for answers; null until its library is loaded. It lives as long as the page. */
export function useConsoleSocket(): ConsoleSocket | null {
  const client = useRealtime();
  return useSyncExternalStore(client.onChange, client.getSocket, () => null);
}
