import type { CableState } from './cable-changes.ts';
import type { LaneBar } from './incident-lanes.ts';

/** Null while there was or is no cable. `times`: so often it changed from the first to the last of it. */
export type CableMove = {
  firstMs: number;
  atMs: number;
  times: number;
  before: CableState | null;
  after: CableState | null;
};
export type CableLane = { key: string; name: string; role: string; bars: LaneBar[] };
type Axis = { fromMs: number; toMs: number };

const barOf = (state: CableState | null, axis: Axis): LaneBar => ({
  ...axis,
  kind: state === null ? 'fault' : 'up',
  text:
    state === null ? 'out' : state.speedGbps === null ? 'up, speed not known' : `up, ${state.speedGbps} Gb/s`,
});

/**
 * What one cable was within the axis, by what changed (in time order: the last before it, within it, also after its end)
 * and by what is there now with since when; empty where nothing tells of it. A cable that was first seen after the axis is
 * not said to have been out: nobody may have looked.
 */
export function cableBars(
  moves: readonly CableMove[],
  now: { state: CableState; sinceMs: number } | null,
  { fromMs, toMs }: Axis,
): LaneBar[] {
  const [first] = moves;
  if (!first && (!now || now.sinceMs > fromMs)) return [];
  if (first?.before === null && first.firstMs > toMs) return [];
  let state = first ? first.before : now!.state;
  let sinceMs = fromMs;
  const bars: LaneBar[] = [];
  const until = (ms: number): void => {
    if (Math.min(ms, toMs) > sinceMs) bars.push(barOf(state, { fromMs: sinceMs, toMs: Math.min(ms, toMs) }));
    sinceMs = Math.max(sinceMs, ms);
  };
  for (const { firstMs, atMs, times, after } of moves) {
    until(firstMs);
    // What it was between is not kept.
    const between = { fromMs: sinceMs, toMs: Math.min(atMs, toMs) };
    if (times > 1 && between.toMs > between.fromMs)
      bars.push({ ...between, kind: 'waits', text: `changed ${times} times` });
    sinceMs = Math.max(sinceMs, atMs);
    state = after;
  }
  until(toMs);
  return bars;
}
