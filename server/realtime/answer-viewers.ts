import type { GenerationEndFrame, GenerationProgressFrame } from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';

type Listener = {
  send(deltas: GenerationDelta[]): void;
  end(frame: GenerationEndFrame): void;
  progress?(frame: GenerationProgressFrame): void;
  /** The log could not be read: the viewer has to come again and go on from where it is. */
  fail(error: unknown): void;
};
/** A page of the log after a seq, in order. */
type ReadSince = (generationId: string, afterSeq: number) => Promise<GenerationDelta[]>;
/** Whether there may be more after this page; less than a whole one means the end is reached. */
type IsWhole = (page: readonly GenerationDelta[]) => boolean;
type Viewer = Listener & {
  sentSeq: number;
  catchingUp: boolean;
  behind: boolean;
  /** To be told once everything before it is sent. */
  pendingEnd: GenerationEndFrame | null;
  /** With which energy it has learned the end; the same end comes from several sides, and is told once. */
  told: { energyJoules: number | null } | null;
};
type Group = { viewers: Map<string, Viewer>; pulling: Promise<void> | null; pullAgain: boolean };

/**
 * Who watches which answer. A viewer is attached before its log is read, so nothing falls between; it is sent
 * each step once and in order, and whatever does not continue what it has is read from the log instead. Its end
 * comes after all of that.
 */
export function createAnswerViewers(readSince: ReadSince, isWhole: IsWhole = (page) => page.length > 0) {
  const groups = new Map<string, Group>();

  const viewersOf = (generationId: string): Viewer[] => [
    ...(groups.get(generationId)?.viewers.values() ?? []),
  ];
  const catchUp = (generationId: string, viewer: Viewer): Promise<void> =>
    catchUpFrom((afterSeq) => readSince(generationId, afterSeq), viewer, isWhole).catch((error: unknown) =>
      giveUp(viewer, error),
    );
  const append = async (generationId: string, deltas: GenerationDelta[]): Promise<void> => {
    const late: Promise<void>[] = [];
    for (const viewer of viewersOf(generationId)) {
      if (!sendFresh(viewer, deltas)) late.push(catchUp(generationId, viewer));
    }
    await Promise.all(late);
  };
  async function pullOnce(generationId: string, group: Group): Promise<void> {
    do {
      group.pullAgain = false;
      for (const viewer of group.viewers.values()) if (viewer.catchingUp) viewer.behind = true;
      for (let from = lowestSeq(group); Number.isFinite(from);) {
        const page = await readSince(generationId, from);
        if (page.length === 0) break;
        await append(generationId, page);
        from = page.at(-1)!.seq;
      }
    } while (group.pullAgain);
  }
  /** Reads what is new in the log, once for all viewers. */
  function pull(generationId: string): Promise<void> {
    const group = groups.get(generationId);
    if (!group) return Promise.resolve();
    if (group.pulling) group.pullAgain = true;
    group.pulling ??= pullOnce(generationId, group)
      .catch((error: unknown) => {
        for (const viewer of group.viewers.values()) giveUp(viewer, error);
      })
      .finally(() => (group.pulling = null));
    return group.pulling;
  }
  function detach(generationId: string, viewerId: string): void {
    const group = groups.get(generationId);
    group?.viewers.delete(viewerId);
    if (group?.viewers.size === 0) groups.delete(generationId);
  }

  return {
    append,
    pull,
    detach,
    detachAll(viewerId: string): void {
      for (const generationId of groups.keys()) detach(generationId, viewerId);
    },
    /** How many answers one viewer watches. */
    count: (viewerId: string): number => [...groups.values()].filter((it) => it.viewers.has(viewerId)).length,
    /** Not in the log: who is not there at this moment sees the next one. */
    progress(frame: GenerationProgressFrame): void {
      for (const viewer of viewersOf(frame.generationId)) viewer.progress?.(frame);
    },
    watched: (): string[] => [...groups.keys()],
    /** Whether somebody here still lacks some of the answer up to `lastSeq`. */
    isBehind: (generationId: string, lastSeq: number): boolean =>
      viewersOf(generationId).some((it) => it.sentSeq < lastSeq),
    /** Whether somebody here has not been told its end. */
    awaitsEnd: (generationId: string): boolean => viewersOf(generationId).some((it) => it.told === null),
    /**
     * Resolves when the viewer has been sent all that the log held. `readFirst` reads the first page; if it throws,
     * the viewer may not see the answer, and is not attached.
     */
    async attach(
      generationId: string,
      viewerId: string,
      afterSeq: number,
      listener: Listener,
      readFirst: () => Promise<GenerationDelta[]> = () => readSince(generationId, afterSeq),
    ): Promise<void> {
      const viewer = newViewer(listener, afterSeq);
      addTo(groups, generationId, viewerId, viewer);
      let isAllowed = false;
      const read = async (seq: number): Promise<GenerationDelta[]> => {
        if (isAllowed) return readSince(generationId, seq);
        const page = await readFirst();
        isAllowed = true;
        return page;
      };
      try {
        await catchUpFrom(read, viewer, isWhole);
      } catch (error) {
        if (isAllowed) return giveUp(viewer, error);
        if (groups.get(generationId)?.viewers.get(viewerId) === viewer) detach(generationId, viewerId);
        throw error;
      }
    },
    /** The viewer has learned the end in another way. */
    told(generationId: string, viewerId: string): void {
      const viewer = groups.get(generationId)?.viewers.get(viewerId);
      if (viewer) viewer.told ??= { energyJoules: null };
    },
    /** Tells an answer's end to its viewers, each after it has all of the answer, and each end once. */
    async finish(frame: GenerationEndFrame): Promise<void> {
      const all = viewersOf(frame.generationId).filter(
        (it) => it.told === null || it.told.energyJoules !== frame.energyJoules,
      );
      for (const viewer of all) viewer.pendingEnd = frame;
      if (all.some((it) => it.catchingUp || it.sentSeq < frame.lastSeq)) await pull(frame.generationId);
      for (const viewer of all) tellEnd(viewer);
    },
  };
}
function addTo(groups: Map<string, Group>, generationId: string, viewerId: string, viewer: Viewer): void {
  const group = groups.get(generationId) ?? { viewers: new Map(), pulling: null, pullAgain: false };
  groups.set(generationId, group);
  group.viewers.set(viewerId, viewer);
}
const newViewer = (listener: Listener, afterSeq: number): Viewer => ({
  ...listener,
  sentSeq: afterSeq,
  catchingUp: false,
  behind: false,
  pendingEnd: null,
  told: null,
});
/** False when they don't continue what the viewer has: then the log has to be read for it. */
function sendFresh(viewer: Viewer, deltas: GenerationDelta[]): boolean {
  if (viewer.catchingUp) {
    viewer.behind = true;
    return true;
  }
  const fresh = deltas.filter((it) => it.seq > viewer.sentSeq);
  if (fresh.length === 0) return true;
  if (fresh[0]!.seq !== viewer.sentSeq + 1) return false;
  // The same array to all who are in step: it is encoded once for them.
  viewer.send(fresh.length === deltas.length ? deltas : fresh);
  viewer.sentSeq = fresh.at(-1)!.seq;
  return true;
}
function tellEnd(viewer: Viewer): void {
  if (!viewer.pendingEnd || viewer.catchingUp) return;
  const frame = viewer.pendingEnd;
  viewer.pendingEnd = null;
  // It may have learned it in another way while its tail was read.
  if (viewer.told?.energyJoules === frame.energyJoules) return;
  viewer.told = { energyJoules: frame.energyJoules };
  viewer.end(frame);
}
/** No end without its tail. */
function giveUp(viewer: Viewer, error: unknown): void {
  viewer.pendingEnd = null;
  viewer.fail(error);
}
const lowestSeq = (group: Group): number =>
  Math.min(...[...group.viewers.values()].filter((it) => !it.catchingUp).map((it) => it.sentSeq));

async function catchUpFrom(
  readAfter: (afterSeq: number) => Promise<GenerationDelta[]>,
  viewer: Viewer,
  isWhole: IsWhole,
): Promise<void> {
  if (viewer.catchingUp) return void (viewer.behind = true);
  viewer.catchingUp = true;
  try {
    do {
      viewer.behind = false;
      const page = await readAfter(viewer.sentSeq);
      if (page.length > 0) {
        viewer.send(page);
        viewer.sentSeq = page.at(-1)!.seq;
        viewer.behind ||= isWhole(page);
      }
    } while (viewer.behind);
  } finally {
    viewer.catchingUp = false;
  }
  tellEnd(viewer);
}

export type AnswerViewers = ReturnType<typeof createAnswerViewers>;
