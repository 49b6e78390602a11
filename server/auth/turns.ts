import { ServiceError } from '../errors.ts';
import { createLane, type Lane, type LaneSize } from '../lane.ts';

/** A lane for each key, for as long as there is somebody in it. */
export function createTurns(size: LaneSize) {
  const lanes = new Map<string, Lane>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const lane = lanes.get(key) ?? createLane(size, tooLong);
    lanes.set(key, lane);
    try {
      return await lane.run(work);
    } finally {
      if (lane.isEmpty() && lanes.get(key) === lane) lanes.delete(key);
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
