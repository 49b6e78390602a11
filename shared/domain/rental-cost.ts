/** A rented cloud Mac: its host is paid from its allocation on, whether or not it is used. */
export type Rental = {
  hourlyPrice: number | null;
  minimumHours: number;
  allocatedAtMs: number | null;
  releasedAtMs: number | null;
  /** Wiped now since this moment: that time is not charged. */
  wipedSinceMs: number | null;
  /** Time before that it was wiped. */
  wipedMs: number;
};
export type RentalState = 'within-minimum' | 'by-the-second' | 'wiped' | 'released';
export type RentalCost = {
  state: RentalState;
  /** Releasing it before that saves nothing. */
  paidUntilMs: number;
  chargedMs: number;
  /** Null where no price is known. */
  soFar: number | null;
  /** What it costs at least, even if it were released at once. */
  least: number | null;
};

const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;

/** What it costs by the provider's rules; null until it is allocated. */
export function rentalCost(rental: Rental, nowMs: number): RentalCost | null {
  const { allocatedAtMs, releasedAtMs, wipedSinceMs, hourlyPrice } = rental;
  if (allocatedAtMs === null || allocatedAtMs > nowMs) return null;
  const endMs = Math.min(releasedAtMs ?? nowMs, nowMs);
  const isReleased = releasedAtMs !== null && releasedAtMs <= nowMs;
  const minimumMs = rental.minimumHours * HOUR_MS;
  const wipedNowMs = wipedSinceMs === null ? 0 : Math.max(0, endMs - Math.max(wipedSinceMs, allocatedAtMs));
  const usedMs = Math.max(0, endMs - allocatedAtMs - rental.wipedMs - wipedNowMs);
  const bySecondMs = Math.ceil(usedMs / SECOND_MS) * SECOND_MS;
  // Released early it costs its least time all the same.
  const chargedMs = isReleased ? Math.max(bySecondMs, minimumMs) : bySecondMs;
  const priceOf = (ms: number) => (hourlyPrice === null ? null : (hourlyPrice * ms) / HOUR_MS);
  const paidUntilMs = allocatedAtMs + minimumMs;
  return {
    state: isReleased
      ? 'released'
      : wipedSinceMs !== null && wipedSinceMs <= nowMs
        ? 'wiped'
        : nowMs < paidUntilMs
          ? 'within-minimum'
          : 'by-the-second',
    paidUntilMs,
    chargedMs,
    soFar: priceOf(chargedMs),
    least: priceOf(minimumMs),
  };
}
