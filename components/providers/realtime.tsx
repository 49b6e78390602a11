'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
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

export function useRealtime(): RealtimeClient {
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

/** For a screen that shows the wall and nothing else: it hears that alone, whoever has opened it. */
export function WallRealtimeProvider({ onHint, children }: { onHint: () => void; children: ReactNode }) {
  const [client] = useState(createRealtimeClient);
  useEffect(() => client.start(), [client]);
  useEffect(() => client.addTopic({ kind: 'wall' }), [client]);
  useEffect(() => client.onHints(onHint), [client, onHint]);
  useEffect(() => client.onConnect((isReturn) => isReturn && onHint()), [client, onHint]);
  return <Context value={client}>{children}</Context>;
}

/** Hears of a session's log and its tokens while mounted; the lab's hints are always heard. */
export function useSessionTopic(id: string): void {
  const client = useRealtime();
  useEffect(() => client.addTopic({ kind: 'session', id }), [client, id]);
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
