import type { Database } from '../../db.ts';

const beingDecided = new WeakMap<Database, Map<string, Promise<void>>>();

/**
 * Of those who want the same machines through this portal one is let to the database at a time. The others wait here,
 * rather than each with a connection of its own for a lock, and look again when that one is done: nearly always this is
 * their answer. Between portals the locks decide.
 *
 * @returns whether it was done: not when it is no longer free for who had to wait.
 */
export async function oneAfterAnother(
  db: Database,
  machineIds: readonly string[],
  { isFree, work }: { isFree: () => Promise<boolean>; work: () => Promise<void> },
): Promise<boolean> {
  const deciding = beingDecided.get(db) ?? new Map<string, Promise<void>>();
  beingDecided.set(db, deciding);
  const { promise, resolve } = Promise.withResolvers<void>();
  const ahead = machineIds.flatMap((id) => deciding.get(id) ?? []);
  for (const id of machineIds) deciding.set(id, promise);
  try {
    await Promise.all(ahead);
    if (ahead.length > 0 && !(await isFree())) return false;
    await work();
    return true;
  } finally {
    for (const id of machineIds) if (deciding.get(id) === promise) deciding.delete(id);
    resolve();
  }
}
