import { watchedIn } from './rooms.ts';

type Rooms = {
  rooms: ReadonlyMap<string, ReadonlySet<string>>;
  on(event: 'create-room' | 'delete-room', listener: (room: string) => void): unknown;
};
/** What is watched: every machine, or these; and sessions' token rates. */
export type Watched = { all: boolean; machineIds: string[]; sessionIds: string[] };

/**
 * Who watches what, as the rooms of this portal's browsers say. The one place to ask before a reading is passed on:
 * what nobody watches is neither encoded nor sent.
 */
export function createLiveWatchers(adapter: Rooms) {
  const machines = new Set<string>();
  const sessions = new Set<string>();
  const wholes = new Set<string>();
  const listeners = new Set<() => void>();
  const note = (room: string, isThere: boolean): void => {
    const watched = watchedIn(room);
    if (watched === null) return;
    const set = { all: wholes, machine: machines, session: sessions }[watched.kind];
    const id = watched.kind === 'all' ? room : watched.id;
    if (isThere) set.add(id);
    else set.delete(id);
    for (const listener of listeners) listener();
  };
  adapter.on('create-room', (room) => note(room, true));
  adapter.on('delete-room', (room) => note(room, false));
  return {
    all: (): boolean => wholes.size > 0,
    /** By a page that shows it and not the whole lab. */
    alone: (machineId: string): boolean => machines.has(machineId),
    machine: (machineId: string): boolean => wholes.size > 0 || machines.has(machineId),
    session: (sessionId: string): boolean => sessions.has(sessionId),
    now: (): Watched => ({
      all: wholes.size > 0,
      machineIds: [...machines],
      sessionIds: [...sessions],
    }),
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
export type LiveWatchers = ReturnType<typeof createLiveWatchers>;
