/** Results of longer questions are results of their own; a question of fewer tokens than the first is below it. */
export const CONTEXT_STEPS = [1025, 4097, 16_385, 65_537] as const;
const NAMES = ['≤ 1 k', '≤ 4 k', '≤ 16 k', '≤ 64 k', '> 64 k'];
export const contextName = (step: number): string => NAMES[step] ?? '> 64 k';

const FALL_SHARE = 0.1;
const LEAST_RUNS = 20;
/** Of a benchmark, whose prompts are the same each time. */
export const LEAST_ROUNDS = 3;

type Measured = {
  modelId: string;
  kinds: readonly string[];
  backend: string;
  parallelism: string;
  engineSettings: string;
  step: number;
  mlx: string | null;
  mlxLm: string | null;
  runs: number;
  tokensPerSecond: { median: number };
  lastAt: Date;
};
export type Fall = {
  share: number;
  tokensPerSecond: number;
  runs: number;
  mlx: string | null;
  mlxLm: string | null;
};

/**
 * How much slower a result is than the one before it with other versions, in the same place: null where it is not, by
 * more than a tenth, with so many runs on each side.
 */
export function fallOf(
  result: Measured,
  all: readonly Measured[],
  leastRuns: number = LEAST_RUNS,
): Fall | null {
  const before = all
    .filter((it) => it !== result && isSamePlace(it, result) && it.lastAt < result.lastAt)
    .toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0];
  if (!before || before.runs < leastRuns || result.runs < leastRuns) return null;
  const share = 1 - result.tokensPerSecond.median / before.tokensPerSecond.median;
  if (share <= FALL_SHARE) return null;
  const { runs, mlx, mlxLm } = before;
  return { share, tokensPerSecond: before.tokensPerSecond.median, runs, mlx, mlxLm };
}

const isSamePlace = (a: Measured, b: Measured): boolean =>
  a.modelId === b.modelId &&
  a.backend === b.backend &&
  a.parallelism === b.parallelism &&
  a.engineSettings === b.engineSettings &&
  a.step === b.step &&
  a.kinds.join() === b.kinds.join();
