/** The parts of a tariff that turn joules into money. */
export type ElectricityTariff = { electricityPricePerKwh: number; pue: number };

const PARTIAL_BELOW = 0.95;
const NO_HEADLINE_BELOW = 0.5;
const MIN_COVERED_MS = 30_000;
const MIN_TOKENS = 10;
const JOULES_PER_KWH = 3_600_000;
const MS_PER_HOUR = 3_600_000;

/** Share of the window in which energy was measured, 0 to 1; `null` for an empty window. */
export function coverage(coveredMs: number | null, windowMs: number): number | null {
  if (!(windowMs > 0)) return null;
  return Math.min(1, Math.max(0, (coveredMs ?? 0) / windowMs));
}

/** Under 95 % the figure is shown with its coverage. An unknown coverage is partial. */
export function isPartial(covered: number | null): boolean {
  return covered === null || covered < PARTIAL_BELOW;
}

/** Under 50 % no figure stands large on a page. */
export function hasHeadline(covered: number | null): boolean {
  return covered !== null && covered >= NO_HEADLINE_BELOW;
}

/** Joules for one output token; `null` ("not enough data") under 30 s of measured activity or 10 tokens. */
export function joulesPerToken(
  joules: number | null,
  tokens: number,
  coveredActiveMs: number,
): number | null {
  if (joules === null || tokens < MIN_TOKENS || coveredActiveMs < MIN_COVERED_MS) return null;
  return joules / tokens;
}

export function kilowattHours(joules: number): number;
export function kilowattHours(joules: number | null): number | null;
export function kilowattHours(joules: number | null): number | null {
  return joules === null ? null : joules / JOULES_PER_KWH;
}

/** Money for measured joules, in the tariff's currency. This is the one place that applies the PUE. */
export function electricityCost(joules: number, tariff: ElectricityTariff): number;
export function electricityCost(joules: number | null, tariff: ElectricityTariff): number | null;
export function electricityCost(joules: number | null, tariff: ElectricityTariff): number | null {
  return joules === null ? null : kilowattHours(joules) * tariff.pue * tariff.electricityPricePerKwh;
}

/** Money for booked or used machine time: milliseconds of one machine × price of a machine-hour. */
export function machineTimeCost(machineMs: number, pricePerMachineHour: number): number {
  return (machineMs / MS_PER_HOUR) * pricePerMachineHour;
}
