/** What making one machine stood for, in kg of CO₂e, and for how many years it is expected to serve. */
export type Making = { kgCo2e: number; lifeYears: number };

/** As the SCI's own example has it; an admin may enter another. */
export const DEFAULT_LIFE_YEARS = 4;
const HOURS_PER_YEAR = 8760;
const MS_PER_HOUR = 3_600_000;

export const lifeHours = (lifeYears: number): number => lifeYears * HOURS_PER_YEAR;

/**
 * Making without use: a product's whole footprint × (1 − the share of its use), in kg of CO₂e, as Apple's Product
 * Environmental Reports tell both (production, transport and end of life stay).
 */
export const makingOf = (totalKgCo2e: number, useShare: number): number => totalKgCo2e * (1 - useShare);

/**
 * M = TE × (TiR ÷ EL) × (RR ÷ ToR), in grams of CO₂e: the part of a machine's making that falls on the time it was
 * reserved. `share` is RR ÷ ToR, 1 for a whole machine. (Green Software Foundation, SCI 1.0, ISO/IEC 21031:2024.)
 */
export const embodiedGrams = ({ kgCo2e, lifeYears }: Making, reservedMs: number, share = 1): number =>
  kgCo2e * 1000 * (reservedMs / MS_PER_HOUR / lifeHours(lifeYears)) * share;

/** One machine of a boundary: what is known of its making, and how long it was kept for this. */
export type EmbodiedPart = { making: Making | null; reservedMs: number };

/** Σ M of the machines, in grams; null as soon as the making of one is not known: a part of it would read as all. */
export function sumEmbodied(parts: readonly EmbodiedPart[]): number | null {
  let grams = 0;
  for (const { making, reservedMs } of parts) {
    if (making === null) return null;
    grams += embodiedGrams(making, reservedMs);
  }
  return grams;
}

/** Grams of CO₂e for one R; without `embodiedGrams` it is of operation alone, and `isOperationalOnly` says so. */
export type Sci = { gramsPerUnit: number; isOperationalOnly: boolean };

/**
 * SCI = ((E × I) + M) per R. `operationalGrams` is E × I, location-based and with the room's PUE; `units` counts R.
 * Null without a single R. (Green Software Foundation, SCI 1.0, ISO/IEC 21031:2024: all reserved hardware is in it,
 * idle too; offsets and certificates are not.)
 */
export function sciScore(operationalGrams: number, embodied: number | null, units: number): Sci | null {
  if (!(units > 0)) return null;
  return {
    gramsPerUnit: (operationalGrams + (embodied ?? 0)) / units,
    isOperationalOnly: embodied === null,
  };
}
