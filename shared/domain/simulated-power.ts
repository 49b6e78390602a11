/** What a simulated machine does and draws: of a running one, second by second, as of a past that is made up. */

/** Apple gives no figure for some Macs; a simulated one still wants watts to draw. */
const FALLBACK_IDLE_WATTS = 6;
const FALLBACK_MAX_WATTS = 60;
/** Activity of 0 to 1. Decoding waits for memory and does not draw what a stress test does. */
export const DECODING = 0.72;
export const LOADING = 0.3;
export const SYSTEM_MEMORY_BYTES = 9_500_000_000;
export const COOL_CELSIUS = 38;
/** What full activity adds to that. */
export const WARMING_CELSIUS = 34;

export type WattRange = { idle: number; most: number };
export const wattRange = (model: { idleWatts: number | null; maxWatts: number | null }): WattRange => ({
  idle: model.idleWatts ?? FALLBACK_IDLE_WATTS,
  most: model.maxWatts ?? FALLBACK_MAX_WATTS,
});

/** Noise is a few hundredths: little while nothing runs, more with the load. */
export const levelOf = (activity: number, noise: number): number =>
  Math.min(1, Math.max(0, activity + noise * (0.2 + activity)));
export const wattsAt = ({ idle, most }: WattRange, level: number): number => idle + (most - idle) * level;
export const cpuAt = (activity: number, noise: number): number =>
  Math.min(1, 0.02 + Math.abs(noise) + activity * 0.12);
export const gpuAt = (level: number, isAnswering: boolean): number =>
  isAnswering ? Math.min(1, level * 1.3) : level * 0.2;
export const celsiusAt = (level: number): number => COOL_CELSIUS + WARMING_CELSIUS * level;
/** Either way. */
export const networkAt = (isBusy: boolean): number => (isBusy ? 4_000_000 : 3000);

/** Share of the memory bandwidth that decoding reaches, and what more ranks bring, after published figures. */
const DECODE_SHARE = 0.45;
const SPEED_UP: Record<number, number> = { 1: 1, 2: 1.34, 3: 1.5, 4: 1.62 };
const LARGEST_SPEED_UP = 2;
const MOST_TOKENS_PER_SECOND = 120;
/** Before the first token: at least, and for each token of the question. */
export const FIRST_TOKEN_MS = 200;
export const PREFILL_MS = 1.5;

export function decodeRate(
  model: { activeBytes: number },
  bandwidthGbPerSecond: number,
  ranks: number,
): number {
  const alone = (DECODE_SHARE * bandwidthGbPerSecond * 1e9) / model.activeBytes;
  return Math.min(MOST_TOKENS_PER_SECOND, alone * (SPEED_UP[ranks] ?? LARGEST_SPEED_UP));
}
