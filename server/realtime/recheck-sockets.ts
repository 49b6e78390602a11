import type { Actor } from '../context.ts';

type Held = {
  data: { actor: Pick<Actor, 'kind' | 'name'> & { id: string }; headers: Headers };
  disconnect(close: boolean): unknown;
};

/**
 * Who is at each socket is asked again every `everyMs`: a sign-in that runs out by the clock alone tells nobody, and
 * its rooms would go on talking. Those that are somebody else's or nobody's by now end. Returns how to stop.
 */
export function recheckSockets(
  sockets: () => Iterable<Held>,
  actorOf: (headers: Headers) => Promise<Actor>,
  { everyMs, onError }: { everyMs: number; onError(error: unknown): void },
): () => void {
  const look = async (): Promise<void> => {
    // One after the other: nobody waits for it.
    for (const socket of sockets()) {
      const { actor, headers } = socket.data;
      const now = await actorOf(headers);
      if (now.kind !== actor.kind || !('id' in now) || now.id !== actor.id) socket.disconnect(true);
    }
  };
  const looking = setInterval(() => void look().catch(onError), everyMs);
  looking.unref();
  return () => clearInterval(looking);
}
