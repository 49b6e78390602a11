/** So many at once, and so many a second for long. */
export type Rate = { burst: number; perSecond: number };

export type TokenBucket = ReturnType<typeof createTokenBucket>;

export function createTokenBucket(
  { burst, perSecond }: Rate,
  nowMs: () => number = performance.now.bind(performance),
) {
  let left = burst;
  let atMs = nowMs();
  const refill = (): void => {
    const sinceMs = Math.max(0, nowMs() - atMs);
    atMs += sinceMs;
    left = Math.min(burst, left + (sinceMs / 1000) * perSecond);
  };
  return {
    /** False when there is not that much left; then nothing is taken. */
    take(cost = 1): boolean {
      refill();
      if (left < cost) return false;
      left -= cost;
      return true;
    },
    /** Takes it even where less is left. */
    spend(cost: number): void {
      refill();
      left = Math.max(0, left - cost);
    },
  };
}
