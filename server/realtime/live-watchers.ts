import { roomOf, watchedIn } from './rooms.ts';

type Rooms = {
  rooms: ReadonlyMap<string, ReadonlySet<string>>;
  on(event: 'create-room' | 'delete-room', listener: (room: string) => void): unknown;
};

/**
 * Who watches what, as the rooms of this portal's browsers say. The one place to ask before a reading is passed on:
 * what nobody watches is neither encoded nor sent.
 */
export function createLiveWatchers(adapter: Rooms) {
  const machines = new Set<string>();
  let isAllWatched = false;
  const changes = new Set<() => void>();
  const note = (room: string, isThere: boolean): void => {
    const watched = watchedIn(room);
    if (watched === null) return;
    if (watched === 'all') isAllWatched = isThere;
    else if (isThere) machines.add(watched);
    else machines.delete(watched);
    for (const listener of changes) listener();
  };
  adapter.on('create-room', (room) => note(room, true));
  adapter.on('delete-room', (room) => note(room, false));
  return {
    /** Somebody has a page open that shows every machine. */
    all: (): boolean => isAllWatched,
    of: (machineId: string): boolean => isAllWatched || machines.has(machineId),
    alone: (machineId: string): boolean => machines.has(machineId),
    any: (): boolean => isAllWatched || machines.size > 0,
    session: (sessionId: string): boolean =>
      isAllWatched || adapter.rooms.has(roomOf({ kind: 'session', id: sessionId })),
    /** Machines watched one by one, for another portal that holds their agents. */
    machines: (): string[] => [...machines],
    onChange(listener: () => void): () => void {
      changes.add(listener);
      return () => void changes.delete(listener);
    },
  };
}
export type LiveWatchers = ReturnType<typeof createLiveWatchers>;
