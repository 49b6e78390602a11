import { MOST_WATTS } from '../schemas/bounds.ts';

/** One look at a wall meter: watts, and the joules of its own counter where it has one. */
export type WallLook = { atMs: number; watts: number | null; counterJoules: number | null };
/** What the next look counts from; joules and covered time are cumulative over the meter's life. */
export type WallState = { look: WallLook | null; joules: number; coveredMs: number };
/** Energy between two looks, in joules, and how much of that time it covers. */
export type WallPiece = { fromMs: number; toMs: number; joules: number; coveredMs: number };

export const NO_LOOK: WallState = { look: null, joules: 0, coveredMs: 0 };
/** Watts without a counter bridge this much and no more: G = max(3 × interval, 10 s) at five seconds. */
export const LONGEST_WATTS_MS = 15_000;
/** A counter's difference is energy however long ago the look before was; of longer ago it says too little of when. */
export const LONGEST_COUNTER_MS = 31 * 24 * 3_600_000;

const isWatts = (watts: number): boolean => watts >= 0 && watts <= MOST_WATTS;

/**
 * The energy since the look before, in joules: E = Δcounter where both looks have one (facility metering, as Kepler
 * does for RAPL), else the trapezoid E = (P₀+P₁)/2·Δt of watts that are no further apart than `longestWattsMs`. A
 * counter that stands still while watts flow is waited for: what it brings belongs to all the time since it moved.
 * Looks out of order, twice, or with impossible figures add nothing.
 */
export function stepWallMeter(
  state: WallState,
  said: WallLook,
  longestWattsMs: number = LONGEST_WATTS_MS,
): { state: WallState; piece: WallPiece | null } {
  const look = {
    ...said,
    watts: said.watts !== null && isWatts(said.watts) ? said.watts : null,
    counterJoules: said.counterJoules !== null && said.counterJoules >= 0 ? said.counterJoules : null,
  };
  const last = state.look;
  if (look.watts === null && look.counterJoules === null) return { state, piece: null };
  if (last === null) return { state: { ...state, look }, piece: null };
  const stepMs = look.atMs - last.atMs;
  if (stepMs <= 0) return { state, piece: null };
  const rise = counterRise(last, look, stepMs);
  if (rise === 0 && look.watts !== 0) return { state, piece: null };
  const joules = rise ?? trapezoid(last, look, stepMs, longestWattsMs);
  if (joules === null) return { state: { ...state, look }, piece: null };
  const piece = { fromMs: last.atMs, toMs: look.atMs, joules, coveredMs: stepMs };
  return { state: { look, joules: state.joules + joules, coveredMs: state.coveredMs + stepMs }, piece };
}

/** Null where there are no two counters, it fell (it was reset), or it rose by more than there is. */
function counterRise(from: WallLook, to: WallLook, stepMs: number): number | null {
  if (from.counterJoules === null || to.counterJoules === null || stepMs > LONGEST_COUNTER_MS) return null;
  const joules = to.counterJoules - from.counterJoules;
  return isWatts((joules * 1000) / stepMs) ? joules : null;
}

function trapezoid(from: WallLook, to: WallLook, stepMs: number, longestMs: number): number | null {
  if (from.watts === null || to.watts === null || stepMs > longestMs) return null;
  return ((from.watts + to.watts) / 2) * (stepMs / 1000);
}

/** A piece cut at whole steps (15 minutes, an hour), its energy and time by length: the parts add up to it. */
export function cutPiece(piece: WallPiece, stepMs: number): WallPiece[] {
  const lengthMs = piece.toMs - piece.fromMs;
  const parts: WallPiece[] = [];
  for (let fromMs = piece.fromMs; fromMs < piece.toMs;) {
    const toMs = Math.min(piece.toMs, (Math.floor(fromMs / stepMs) + 1) * stepMs);
    const share = (toMs - fromMs) / lengthMs;
    parts.push({ fromMs, toMs, joules: piece.joules * share, coveredMs: piece.coveredMs * share });
    fromMs = toMs;
  }
  return parts;
}

/** Joules at the wall and by the chips in the same time; both fully measured. */
export type WallAgainstChip = { wallJoules: number; chipJoules: number; ms: number };
export type LearnedRatio = { eta: number; hours: number };

const LEAST_RATIO_MS = 3_600_000;

/**
 * η_psu = Σ chip ÷ Σ wall over at least an hour in which both measured: what of the energy at the wall the machine's
 * own sensor sees. Null with less, and where it can't be one.
 */
export function learnRatio(pairs: readonly WallAgainstChip[]): LearnedRatio | null {
  const total = (of: (it: WallAgainstChip) => number): number => pairs.reduce((sum, it) => sum + of(it), 0);
  const [wall, chip, ms] = [total((it) => it.wallJoules), total((it) => it.chipJoules), total((it) => it.ms)];
  if (ms < LEAST_RATIO_MS || wall <= 0 || chip <= 0) return null;
  return { eta: chip / wall, hours: ms / 3_600_000 };
}
