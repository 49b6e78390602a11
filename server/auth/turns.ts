import { ServiceError } from '../errors.ts';

type Line = { running: number; waiting: (() => void)[] };

/** At most `atOnce` works of one key at a time; others wait in its line, up to `longest` of them. */
export function createTurns({ atOnce, longest }: { atOnce: number; longest: number }) {
  const lines = new Map<string, Line>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    lines.set(key, line);
    if (line.running < atOnce) line.running++;
    else if (line.waiting.length < longest) await new Promise<void>((enter) => line.waiting.push(enter));
    else throw tooLong();
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      // Whoever is next takes over the place.
      if (next) next();
      else if (--line.running === 0) lines.delete(key);
    }
  };
}

const tooLong = () =>
  new ServiceError(
    'LIMIT_EXCEEDED',
    'So many sign in from this address at once. Try again in a few seconds.',
    {
      details: { retryAfterMs: 5000 },
    },
  );
