import { RATE_COEFFICIENTS, type RateCoefficients } from '../domain/rate-coefficients.ts';
import { checkRates, type CheckedRate } from './planner-check.ts';
import type { PublishedPoint } from './published-points.ts';

type Kind = CheckedRate['kind'];
/** A coefficient that is fitted, and what it may be: shares of a peak are no more than all of it. */
type Fitted = { path: readonly [string, string?]; least: number; most: number };

const fitted = (least: number, most: number, ...paths: string[]): Fitted[] =>
  paths.map((path) => {
    const [first = '', second] = path.split('.');
    return { path: second === undefined ? [first] : [first, second], least, most };
  });

/** What is fitted to which rates; what is not here comes from data sheets or measurements. */
export const FITTED: Record<Kind, Fitted[]> = {
  decode: [
    ...fitted(0.2, 1, 'readShare.single', 'readShare.ultra', 'cacheShare'),
    ...fitted(1, 5000, 'stepMicroseconds'),
    ...fitted(1, 5000, 'layerMicroseconds.dense', 'layerMicroseconds.sliding', 'layerMicroseconds.moe'),
    ...fitted(
      1,
      5000,
      'layerMicroseconds.mla',
      'layerMicroseconds.mlaIndexed',
      'layerMicroseconds.compressed',
    ),
    ...fitted(0.1, 5, 'layerPace.m1', 'layerPace.m2', 'layerPace.m4', 'layerPace.m5'),
    ...fitted(1, 50_000, 'wait.rdmaFastMeeting', 'wait.tcpHop'),
  ],
  prefill: [
    ...fitted(0.05, 1, 'computeShare.dense', 'computeShare.moe', 'attentionShare'),
    ...fitted(1, 10, 'acceleratorGain.dense', 'acceleratorGain.moe'),
    ...fitted(1, 400, 'shortStepTokens.dense', 'shortStepTokens.moe'),
    ...fitted(1, 2000, 'narrowHidden'),
  ],
};

type Table = Record<string, number | Record<string, number>>;

/** A copy with one coefficient multiplied, kept within what it may be. */
export function moveCoefficient(
  it: RateCoefficients,
  { path, least, most }: Fitted,
  factor: number,
): RateCoefficients {
  const moved = structuredClone(it) as unknown as Table;
  const [first, second] = path;
  const move = (value: number): number => Math.min(most, Math.max(least, value * factor));
  const inner = moved[first];
  if (typeof inner === 'number') moved[first] = move(inner);
  else if (inner !== undefined && second !== undefined) inner[second] = move(inner[second] ?? 0);
  return moved as unknown as RateCoefficients;
}

/** Mean square of the logarithm of predicted ÷ published, over the points that say `fit`. */
export function lossOf(points: readonly PublishedPoint[], kind: Kind, it: RateCoefficients): number {
  const rates = checkRates(
    points.filter(({ use }) => use === 'fit'),
    it,
  ).filter((rate) => rate.kind === kind);
  return rates.reduce((sum, rate) => sum + Math.log(1 + rate.error) ** 2, 0) / rates.length;
}

const FIRST_STEP = 0.2;
const LAST_STEP = 0.001;

/** Goes down one coefficient at a time, in ever smaller steps, until none helps. Always the same from the same start. */
export function fitCoefficients(points: readonly PublishedPoint[]): RateCoefficients {
  let best = RATE_COEFFICIENTS;
  for (const kind of ['decode', 'prefill'] as const) {
    let loss = lossOf(points, kind, best);
    for (let step = FIRST_STEP; step > LAST_STEP;) {
      let hasMoved = false;
      for (const one of FITTED[kind]) {
        for (const factor of [1 + step, 1 / (1 + step)]) {
          const tried = moveCoefficient(best, one, factor);
          const triedLoss = lossOf(points, kind, tried);
          if (triedLoss >= loss * (1 - 1e-6)) continue;
          best = tried;
          loss = triedLoss;
          hasMoved = true;
          break;
        }
      }
      if (!hasMoved) step /= 2;
    }
  }
  return best;
}
