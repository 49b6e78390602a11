import type { CopyListed, CopyOffered, CopyOutcome, DiskLooked } from '@/shared/schemas/model-store.ts';
import { log, messageOf } from '../log.ts';
import type { PortalClock } from '../portal-clock.ts';
import { isPassing, type PortalLink } from '../portal-link.ts';
import { AGENT_TIMES } from '../times.ts';
import type { FetchProgress } from './fetch-model.ts';
import type { CopyFence } from './model-store.ts';

export type CopyReports = ReturnType<typeof createCopyReports>;

/** What a copy tells the portal: how far it is now and then, and its end until the portal has taken it. */
export function createCopyReports(link: PortalLink, clock: PortalClock) {
  let isClosed = false;
  const bring = async (what: string, ask: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        if (link.isReady()) {
          await ask();
          return;
        }
      } catch (error) {
        // The portal has gone on without this word: another try of the copy is under way, or none.
        if (!isPassing(error)) return log(`The portal does not take ${what}: ${messageOf(error)}`);
      }
      if (isClosed) return;
      await new Promise((resolve) => setTimeout(resolve, AGENT_TIMES.beatAgainMs).unref());
    }
  };
  return {
    offered: (offer: CopyOffered): Promise<void> =>
      bring('the offer of a model', () => link.ask('model:offered', offer)),
    listed: (listed: CopyListed): Promise<void> =>
      bring('the list of a model’s files', () => link.ask('model:listed', listed)),
    looked: (looked: DiskLooked): Promise<void> =>
      bring('what lies on its disks', () => link.ask('model:looked', looked)),
    /** `away`: what it comes from is, and it goes on when that is back. */
    ended(fence: CopyFence, outcome: CopyOutcome, message: string | null, away = false): Promise<void> {
      const end = { ...fence, outcome, message, at: clock.now(), ...(away && { away }) };
      return bring('the end of a copy', () => link.ask('model:ended', end));
    },
    reading: (fence: CopyFence) =>
      spaced((doneBytes: number, totalBytes: number) =>
        link.tell('model:reading', { ...fence, doneBytes, totalBytes }),
      ),
    progress(fence: CopyFence) {
      const rate = createRate();
      return spaced((progress: FetchProgress) =>
        link.tell('model:progress', { ...fence, ...progress, bytesPerSecond: rate(progress.doneBytes) }),
      );
    },
    close(): void {
      isClosed = true;
    },
  };
}

/** At most once in `copyTellMs`, the first time at once. */
function spaced<Told extends unknown[]>(tell: (...told: Told) => void): (...told: Told) => void {
  let lastMs = -Infinity;
  return (...told) => {
    if (performance.now() - lastMs < AGENT_TIMES.copyTellMs) return;
    lastMs = performance.now();
    tell(...told);
  };
}

/** Bytes a second since it was asked last; what an earlier try has brought is no speed. */
function createRate(): (doneBytes: number) => number | null {
  let last: { doneBytes: number; atMs: number } | null = null;
  return (doneBytes) => {
    const before = last;
    last = { doneBytes, atMs: performance.now() };
    if (before === null || last.atMs <= before.atMs) return null;
    return Math.max(0, ((doneBytes - before.doneBytes) / (last.atMs - before.atMs)) * 1000);
  };
}
