import { contextName } from '@/shared/domain/model-results.ts';
import { BACKEND_LABEL } from '@/shared/domain/session-states.ts';
import type { Result } from './types.ts';

export const backendWords = ({
  kinds,
  backend,
  parallelism,
}: Pick<Result, 'kinds' | 'backend' | 'parallelism'>) =>
  kinds.length === 1 ? 'one Mac' : `${BACKEND_LABEL[backend]}, ${parallelism}`;

/** MLX and mlx-lm; a simulated engine has neither. */
export function versionWords({ mlx, mlxLm }: { mlx: string | null; mlxLm: string | null }): string {
  if (mlx === 'simulated') return 'simulated engine';
  return mlx === null && mlxLm === null ? 'versions not told' : `MLX ${mlx ?? '?'} · mlx-lm ${mlxLm ?? '?'}`;
}

export const questionWords = ({ step }: Pick<Result, 'step'>): string => `${contextName(step)} tokens`;

/** Three digits that count. */
export const rateText = (rate: number): string => String(Number(rate.toPrecision(3)));

export const firstTokenText = (ms: number): string =>
  ms < 995 ? `${Math.round(ms)} ms` : `${rateText(ms / 1000)} s`;

/** A result's own key, for lists and for asking for its runs. */
export const keyOf = ({ modelId, kinds, backend, parallelism, mlx, mlxLm, step }: Result) => ({
  modelId,
  kinds,
  backend,
  parallelism,
  mlx,
  mlxLm,
  step,
});
export const nameOfKey = (result: Result): string => JSON.stringify(keyOf(result));
