import { lastSeqOf, type LogLineView, mergeLines } from './merge-lines.ts';

type Read = (rank: number, afterSeq: number) => Promise<readonly LogLineView[]>;
type Show = (lines: readonly LogLineView[], error: unknown) => void;

/**
 * Reads lines after the last one known of each rank, one read at a time: what is asked for while a read runs is
 * read once after it. A failed read is told, keeps what is there, and is made good by the next one.
 */
export function createLogReader(ranks: readonly number[], read: Read, show: Show): { pull: () => void; stop: () => void } {
  let lines: readonly LogLineView[] = [];
  let busy = false;
  let again = false;
  let stopped = false;

  async function run(): Promise<void> {
    busy = true;
    do {
      again = false;
      let error: unknown = null;
      try {
        const pages = await Promise.all(ranks.map((rank) => read(rank, lastSeqOf(lines, rank))));
        lines = mergeLines(lines, pages.flat());
      } catch (failure) {
        error = failure;
      }
      if (!stopped) show(lines, error);
    } while (again && !stopped);
    busy = false;
  }

  return {
    pull: () => {
      if (busy) again = true;
      else if (!stopped) void run();
    },
    stop: () => {
      stopped = true;
    },
  };
}
