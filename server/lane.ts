import { ServiceError } from './errors.ts';

export type LaneSize = { atOnce: number; waiting: number };
export type Lane = ReturnType<typeof createLane>;

/** Work of which so much runs at once; the rest waits its turn, in order, and what finds no room is refused. */
export function createLane({ atOnce, waiting }: LaneSize, refusal: () => ServiceError = tooMuch) {
  const line: (() => void)[] = [];
  let running = 0;
  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (running < atOnce) running += 1;
      else if (line.length < waiting) await new Promise<void>((resolve) => line.push(resolve));
      else throw refusal();
      try {
        return await work();
      } finally {
        // Its place is handed on, so that nobody who has just come is before those who wait.
        const next = line.shift();
        if (next) next();
        else running -= 1;
      }
    },
    isEmpty: (): boolean => running === 0,
  };
}

const tooMuch = () =>
  new ServiceError('LIMIT_EXCEEDED', 'Too much is waiting already. Try again in a moment.');
