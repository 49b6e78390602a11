import { contextName } from '@/shared/domain/model-results.ts';
import { BACKEND_LABEL } from '@/shared/domain/session-states.ts';
import type { Result } from './types.ts';

export const backendWords = ({
  kinds,
  backend,
  parallelism,
}: Pick<Result, 'kinds' | 'backend' | 'parallelism'>) =>
  kinds.length === 1 ? 'one Mac' : `${BACKEND_LABEL[backend]}, ${parallelism}`;

export const questionWords = ({ step }: Pick<Result, 'step'>): string => `${contextName(step)} tokens`;

/** A result's own key, for lists and for asking for its runs. */
export const keyOf = ({
  modelId,
  kinds,
  backend,
  parallelism,
  mlx,
  mlxLm,
  engineSettings,
  step,
}: Result) => ({
  modelId,
  kinds,
  backend,
  parallelism,
  mlx,
  mlxLm,
  engineSettings,
  step,
});
export const nameOfKey = (result: Result): string => JSON.stringify(keyOf(result));
