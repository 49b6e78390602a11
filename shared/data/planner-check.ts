import { planModel, type Plan } from '../domain/planner.ts';
import { machineOf } from './catalogue-machines.ts';
import { getMlxModel, type MlxModel, type Quantisation } from './mlx-models.ts';
import type { FitPoint, PublishedPoint } from './published-points.ts';
import { RATE_COEFFICIENTS, type RateCoefficients } from '../domain/rate-coefficients.ts';
import { decodeTimeOf, prefillRateOf, type RateAsk } from '../domain/rates.ts';

/** A published figure beside what the rules say without having seen any point of that run. */
export type CheckedRate = {
  point: PublishedPoint;
  model: MlxModel;
  kind: 'decode' | 'prefill';
  published: number;
  predicted: number;
  /** 0.1: ten per cent too high. */
  error: number;
};

export function findQuantised(id: string, label: string): { model: MlxModel; quantisation: Quantisation } {
  const model = getMlxModel(id);
  const quantisation = model?.quantisations.find((one) => one.label === label);
  if (model === null || quantisation === undefined) throw new Error(`No model ${id} in ${label}.`);
  return { model, quantisation };
}

/** The rules against every published figure. Memory and divisibility are not asked: somebody ran it. */
export function checkRates(
  points: readonly PublishedPoint[],
  coefficients: RateCoefficients = RATE_COEFFICIENTS,
): CheckedRate[] {
  return points.flatMap((point) => {
    const { model, quantisation } = findQuantised(point.model, point.quantisation);
    const machines = point.machines.map(machineOf);
    const ask: RateAsk = {
      contextTokens: point.contextTokens,
      requests: point.requests,
      cacheBits: 16,
      split: point.split,
      link: point.link,
      fastSync: point.fastSync,
    };
    const time = decodeTimeOf(model, quantisation, machines, ask, coefficients);
    const decode = time === null ? null : point.requests / time.seconds;
    const prefill = prefillRateOf(model, quantisation, machines, ask, coefficients);
    const pair = (
      kind: CheckedRate['kind'],
      published: number | null,
      predicted: number | null,
    ): CheckedRate[] =>
      published === null || predicted === null
        ? []
        : [{ point, model, kind, published, predicted, error: predicted / published - 1 }];
    return [
      ...pair('decode', point.decodePerSecond, decode),
      ...pair('prefill', point.prefillPerSecond, prefill),
    ];
  });
}

/** Middle of the absolute errors (the higher of the two middles); null without any. */
export function medianError(rates: readonly CheckedRate[]): number | null {
  const errors = rates.map(({ error }) => Math.abs(error)).toSorted((a, b) => a - b);
  return errors[Math.floor(errors.length / 2)] ?? null;
}

/** A verdict that somebody's run gave, and the planner's own. */
export type CheckedVerdict = { point: FitPoint; model: MlxModel; plan: Plan; isRight: boolean };

export function checkVerdicts(points: readonly FitPoint[]): CheckedVerdict[] {
  return points.map((point) => {
    const { model, quantisation } = findQuantised(point.model, point.quantisation);
    const machines = point.machines.map(machineOf);
    const plan = planModel(
      model,
      quantisation,
      { name: 'these', machines, link: machines.length > 1 ? 'rdma-mesh' : 'none' },
      {
        contextTokens: 8192,
        promptTokens: 2048,
        requests: 1,
        cacheBits: 16,
        split: point.split,
        fastSync: true,
      },
    );
    return { point, model, plan, isRight: (plan.verdict === 'fits') === point.fits };
  });
}
