import { spaceFor } from './model-files.ts';

/** A model on a machine's disk, and what speaks for its staying there. */
export type OnDisk = {
  id: string;
  bytes: number;
  /** When a session ran it there last, or it came; null: nobody knows of either. */
  usedAt: Date | null;
  /** In the agent's own folder; others are people's. */
  own: boolean;
  pinned: boolean;
  /** A session runs it there, or it is given to another machine now. */
  running: boolean;
  /** A booking ahead starts it there. */
  needed: boolean;
  /** Other machines that have it whole. */
  others: number;
};

export type RoomWanted = {
  /** Of what is to come, and of it what is not there yet. */
  bytes: number;
  missingBytes: number;
  /** Free on its disk, as told last; null: unknown. */
  freeBytes: number | null;
  /** What else is on its way there and not there yet. */
  comingBytes: number;
  /** What the models in the agent's own folder take. */
  ownBytes: number;
  /** What they may; null: no limit. */
  quotaBytes: number | null;
};

/** How much must go before a model can come, by the disk and by the quota; 0 when there is room. Bytes. */
export function lackingBytes(room: RoomWanted): number {
  const { freeBytes, quotaBytes, comingBytes, missingBytes, ownBytes, bytes } = room;
  const onDisk = freeBytes === null ? 0 : spaceFor(missingBytes) + comingBytes - freeBytes;
  const inQuota = quotaBytes === null ? 0 : ownBytes + bytes + comingBytes - quotaBytes;
  return Math.max(0, onDisk, inQuota);
}

/**
 * Which models go so that `lacking` bytes are freed: those used longest ago first, and of these only as many as it
 * takes. Never one that is pinned, run, given, needed, in people's folders, or (unless `mayRemoveLast`) the lab's only
 * one. Null when all of them together would not be enough: then none goes.
 */
export function chooseRemovals<Model extends OnDisk>(
  models: readonly Model[],
  lacking: number,
  { mayRemoveLast }: { mayRemoveLast: boolean },
): Model[] | null {
  const able = models
    .filter((it) => it.own && !it.pinned && !it.running && !it.needed && it.bytes > 0)
    .filter((it) => mayRemoveLast || it.others > 0)
    .toSorted((a, b) => (a.usedAt?.getTime() ?? 0) - (b.usedAt?.getTime() ?? 0) || compare(a.id, b.id));
  const chosen: Model[] = [];
  let freed = 0;
  for (const model of able) {
    if (freed >= lacking) break;
    chosen.push(model);
    freed += model.bytes;
  }
  if (freed < lacking) return null;
  // A large one at the end may have made small ones before it needless; the one used last is spared first.
  return chosen
    .toReversed()
    .filter((model) => {
      const isNeedless = freed - model.bytes >= lacking;
      if (isNeedless) freed -= model.bytes;
      return !isNeedless;
    })
    .toReversed();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
