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
  let all = false;
  const listeners = new Set<() => void>();
  const note = (room: string, isThere: boolean): void => {
    const watched = watchedIn(room);
    if (watched === null) return;
    if (watched.kind === 'all') all = isThere;
    else {
      const set = watched.kind === 'machine' ? machines : sessions;
      if (isThere) set.add(watched.id);
      else set.delete(watched.id);
    }
    for (const listener of listeners) listener();
  };
  adapter.on('create-room', (room) => note(room, true));
  adapter.on('delete-room', (room) => note(room, false));
  return {
    all: (): boolean => all,
    /** By a page that shows it and not the whole lab. */
    alone: (machineId: string): boolean => machines.has(machineId),
    machine: (machineId: string): boolean => all || machines.has(machineId),
    session: (sessionId: string): boolean => sessions.has(sessionId),
    now: (): Watched => ({ all, machineIds: [...machines], sessionIds: [...sessions] }),
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
export type LiveWatchers = ReturnType<typeof createLiveWatchers>;
