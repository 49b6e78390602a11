import type { GenerationEndFrame } from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';

type Listener = { send(deltas: GenerationDelta[]): void; end(frame: GenerationEndFrame): void };
/** A page of the log after a seq, in order; fewer than the page size means the end is reached. */
type ReadSince = (generationId: string, afterSeq: number) => Promise<GenerationDelta[]>;
type Viewer = Listener & {
  sentSeq: number;
  catchingUp: boolean;
  behind: boolean;
  /** The end, while it waits for its tail. */
  frame: GenerationEndFrame | null;
};

/**
 * Who watches which answer. A viewer is attached before its log is read, so nothing falls between; it is sent
 * each step once and in order, and whatever does not continue what it has is read from the log instead. The end is
 * told after the last step, never beside it.
 */
export function createAnswerViewers(readSince: ReadSince) {
  const viewers = new Map<string, Map<string, Viewer>>();

  async function catchUp(generationId: string, viewer: Viewer): Promise<void> {
    viewer.catchingUp = true;
    try {
      do {
        viewer.behind = false;
        const page = await readSince(generationId, viewer.sentSeq);
        if (page.length > 0) {
          viewer.send(page);
          viewer.sentSeq = page.at(-1)!.seq;
          viewer.behind = true;
        }
      } while (viewer.behind);
    } finally {
      viewer.catchingUp = false;
    }
    // A log that ends before the answer did has been pruned: the frame sends the viewer to the stored text.
    if (viewer.frame) viewer.end(viewer.frame);
    viewer.frame = null;
  }

  function detach(generationId: string, viewerId: string): void {
    const all = viewers.get(generationId);
    all?.delete(viewerId);
    if (all?.size === 0) viewers.delete(generationId);
  }

  return {
    detach,
    detachAll(viewerId: string): void {
      for (const generationId of viewers.keys()) detach(generationId, viewerId);
    },
    /** Resolves when the viewer has been sent all that the log held. */
    async attach(
      generationId: string,
      viewerId: string,
      afterSeq: number,
      listener: Listener,
    ): Promise<void> {
      const viewer: Viewer = {
        ...listener,
        sentSeq: afterSeq,
        catchingUp: false,
        behind: false,
        frame: null,
      };
      const all = viewers.get(generationId) ?? new Map<string, Viewer>();
      viewers.set(generationId, all.set(viewerId, viewer));
      await catchUp(generationId, viewer);
    },
    /** New steps of an answer, already stored. */
    async append(generationId: string, deltas: GenerationDelta[]): Promise<void> {
      const late: Promise<void>[] = [];
      for (const viewer of viewers.get(generationId)?.values() ?? []) {
        if (viewer.catchingUp) {
          viewer.behind = true;
          continue;
        }
        const fresh = deltas.filter((it) => it.seq > viewer.sentSeq);
        if (fresh.length === 0) continue;
        if (fresh[0]!.seq === viewer.sentSeq + 1) {
          viewer.send(fresh);
          viewer.sentSeq = fresh.at(-1)!.seq;
        } else late.push(catchUp(generationId, viewer));
      }
      await Promise.all(late);
    },
    /** Tells an answer's end to its viewers, each after it has all of the answer. */
    async finish(frame: GenerationEndFrame): Promise<void> {
      const late: Promise<void>[] = [];
      for (const viewer of viewers.get(frame.generationId)?.values() ?? []) {
        if (!viewer.catchingUp && viewer.sentSeq >= frame.lastSeq) {
          viewer.end(frame);
          continue;
        }
        viewer.frame = frame;
        if (!viewer.catchingUp) late.push(catchUp(frame.generationId, viewer));
      }
      await Promise.all(late);
    },
  };
}
export type AnswerViewers = ReturnType<typeof createAnswerViewers>;
