import type { Logger } from 'pino';
import { addNewest } from '@/shared/domain/newest.ts';

/** Heard that recently, a portal is here whatever the rows say: its own may not be written yet. */
const HEARD_MS = 10_000;
const MOST_GONE = 100;

type Other = { heardAtMs: number; answers: boolean };

/**
 * Which other portals are here: by the rows, and by their own words. One that has not answered is told everything
 * (it may only be slow) and asked nothing until it is heard again.
 */
export function createRoster(nowMs: () => number, logger: Logger) {
  const others = new Map<string, Other>();
  const gone = new Set<string>();
  const joined = new Set<() => void>();
  const hear = (id: string): void => {
    if (gone.has(id)) return;
    const isNew = !others.get(id)?.answers;
    others.set(id, { heardAtMs: nowMs(), answers: true });
    if (!isNew) return;
    logger.info({ portalId: id }, 'another portal is here');
    for (const listener of joined) listener();
  };
  return {
    hear,
    isAlone: (): boolean => others.size === 0,
    others: (): string[] => [...others.keys()],
    answers: (id: string): boolean => others.get(id)?.answers === true,
    silent: (): string[] => [...others].filter(([, it]) => !it.answers).map(([id]) => id),
    /** Calls back whenever another portal has appeared, or is heard again. */
    onJoined: (listener: () => void): void => void joined.add(listener),
    /** It did not take a question. */
    doubt(id: string): void {
      const other = others.get(id);
      if (other) other.answers = false;
    },
    /** It said goodbye: what is still heard of it is from before. */
    lose(id: string): void {
      addNewest(gone, id, MOST_GONE);
      if (others.delete(id)) logger.info({ portalId: id }, 'another portal is gone');
    },
    /** The portals that the rows say are alive. */
    see(alive: readonly string[]): void {
      for (const id of alive)
        if (!others.has(id) && !gone.has(id)) others.set(id, { heardAtMs: nowMs(), answers: false });
      const heardSince = nowMs() - HEARD_MS;
      for (const [id, { heardAtMs }] of others) {
        if (alive.includes(id) || heardAtMs >= heardSince) continue;
        others.delete(id);
        logger.warn({ portalId: id }, 'another portal is not heard of any more');
      }
    },
  };
}
