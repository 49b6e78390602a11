/** What one running request did in a slice of time. */
export type RequestWork = { id: string; completionTokens: number; promptTokens: number };

export type EnergyShares = { shares: { id: string; joules: number }[]; unattributedJoules: number };

/** A prompt token costs about a tenth of an output token where the machine's own ratio is not known. */
export const DEFAULT_PROMPT_WEIGHT = 0.1;

/**
 * Shares the energy of a slice among the requests that ran in it, by output tokens + `promptWeight` × prompt tokens.
 * Without tokens it is shared equally; without requests it stays unattributed and is charged to nobody.
 * Σ shares + unattributed = joules.
 */
export function splitByTokens(
  joules: number,
  requests: readonly RequestWork[],
  promptWeight: number = DEFAULT_PROMPT_WEIGHT,
): EnergyShares {
  if (requests.length === 0) return { shares: [], unattributedJoules: joules };
  const byTokens = requests.map((request) => request.completionTokens + promptWeight * request.promptTokens);
  const hasTokens = byTokens.some((weight) => weight > 0);
  const weights = hasTokens ? byTokens : requests.map(() => 1);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let passed = 0;
  // Differences of one rising total, not products: rounding can't make the parts miss the whole.
  const shares = requests.map((request, index) => {
    const before = passed;
    passed += weights[index] ?? 0;
    return { id: request.id, joules: joules * (passed / sum) - joules * (before / sum) };
  });
  return { shares, unattributedJoules: 0 };
}

/** Splits measured joules into what an idle machine would have used and the rest. The two add up to the whole. */
export function splitIdle(
  joules: number,
  coveredMs: number,
  idleWatts: number,
): { activeJoules: number; idleJoules: number } {
  const activeJoules = Math.max(0, joules - (idleWatts * coveredMs) / 1000);
  return { activeJoules, idleJoules: joules - activeJoules };
}
