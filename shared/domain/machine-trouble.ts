/*
 * A Mac whose GPU hangs looks busy and does nothing, and often keeps its memory when the program is long gone. Nothing but
 * a restart helps, and whatever is started there before hangs too: it takes no model until then.
 */
export const TROUBLE_KINDS = ['gpu_wedged', 'memory_held', 'process_stuck'] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export type LoadReading = {
  atMs: number;
  /** 0 to 1. */
  gpuRatio: number | null;
  powerWatts: number | null;
  memoryUsedBytes: number | null;
};
export type Wedge = { watts: number; mostWatts: number };

const FULL_GPU = 0.95;
/** Of what the machine draws at most. A GPU that computes is far above, also where it waits for memory. */
const LOW_POWER = 0.25;
/** Of one or two it could be chance. */
const FEWEST_READINGS = 4;

/**
 * Whether the GPU has been fully active at low power in all readings since: it waits for something that never
 * comes. Asked when a rank makes no progress; alone it proves nothing, for a small model is cheap too. Null where it is
 * not so, and where a meter is missing.
 */
export function findWedge(
  readings: readonly LoadReading[],
  mostWatts: number | null,
  sinceMs: number,
): Wedge | null {
  if (mostWatts === null) return null;
  const recent = readings.filter((it) => it.atMs > sinceMs);
  const isWedged = ({ gpuRatio, powerWatts }: LoadReading): boolean =>
    gpuRatio !== null && gpuRatio >= FULL_GPU && powerWatts !== null && powerWatts < LOW_POWER * mostWatts;
  if (recent.length < FEWEST_READINGS || !recent.every(isWedged)) return null;
  return { watts: recent.at(-1)!.powerWatts!, mostWatts };
}

const IDLE_GPU = 0.1;

/** Whether the GPU has done nothing in all of them. False where no meter tells. */
export function isGpuIdle(readings: readonly LoadReading[], sinceMs: number): boolean {
  const recent = readings.filter((it) => it.atMs > sinceMs);
  return (
    recent.length >= FEWEST_READINGS && recent.every((it) => it.gpuRatio !== null && it.gpuRatio < IDLE_GPU)
  );
}

export const tellWedge = ({ watts, mostWatts }: Wedge): string =>
  `The GPU is fully active at ${Math.round(watts)} of ${Math.round(mostWatts)} W and nothing comes of it: it hangs.`;

/** A smaller rank is lost in what other programs take and give. */
export const SMALLEST_JUDGED_BYTES = 1_000_000_000;
/** What other programs take meanwhile must not look as if the rank had kept it. */
const HELD_SHARE = 0.5;

/** How much of a rank's memory has not come back, or null where most of it has. */
export function findHeldBytes(rank: {
  bytes: number;
  usedBeforeBytes: number;
  usedNowBytes: number;
}): number | null {
  const held = rank.bytes - (rank.usedBeforeBytes - rank.usedNowBytes);
  return held > rank.bytes * HELD_SHARE ? held : null;
}

export const tellHeld = (bytes: number, afterMs: number): string =>
  `${Math.round(bytes / 1e9)} GB of a rank that is gone have not come back within ${Math.round(afterMs / 1000)} s.`;

const TITLES: Record<TroubleKind, string> = {
  gpu_wedged: 'Its GPU hangs.',
  process_stuck: 'A program of the lab on it can’t be ended.',
  memory_held: 'It keeps the memory of a model that is gone.',
};

/** What to do about a machine that is kept out, step by step. */
export const RESTART_STEPS: readonly string[] = [
  'Save what people have open on it.',
  'Restart it: Apple menu, Restart, or “sudo shutdown -r now” in a terminal on it. If it does not go down, hold its power button for ten seconds.',
  'Its agent comes back with it. The portal sees the restart and gives it models again by itself.',
];

/** Why a machine is kept out, in a sentence or two; null for one that is not. */
export function tellQuarantine(machine: {
  quarantinedAt: Date | null;
  quarantineReason: string | null;
  quarantineDetail: string | null;
}): string | null {
  if (machine.quarantinedAt === null) return null;
  const kind = TROUBLE_KINDS.find((it) => it === machine.quarantineReason);
  const why = [kind ? TITLES[kind] : null, machine.quarantineDetail].filter(Boolean).join(' ');
  return `${why} It takes no model until it was restarted.`;
}
