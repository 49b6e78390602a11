import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
/** Far more than a run takes: it is memory that others need too. */
const LEAST_ROOM_BYTES = 4 * 1024 ** 3;

/**
 * Where a test run keeps what does not outlive it: in memory where there is room, for a disk that still takes in what
 * was installed before it holds everything up.
 */
export function memoryFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > LEAST_ROOM_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
