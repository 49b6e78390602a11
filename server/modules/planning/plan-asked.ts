import { knownPoints } from '@/shared/data/catalogue-machines.ts';
import { getMlxModel, type MlxModel, type Quantisation } from '@/shared/data/mlx-models.ts';
import { listPublished } from '@/shared/data/published-points.ts';
import type { KnownPoint } from '@/shared/domain/plan-figures.ts';
import type { PlanSettings } from '@/shared/domain/planner.ts';
import type { Asked } from '@/shared/schemas/planning.ts';
import { ServiceError } from '../../errors.ts';

/** A first token is told for a prompt of this length, or of the whole context where that is shorter. */
const PROMPT_TOKENS = 2048;

export const publishedPoints: readonly KnownPoint[] = knownPoints(listPublished().points);

/** As the portal's agents run a model: a cache of 16 bits, and no fast synchronisation, which can hang a GPU. */
export const settingsOf = ({ contextTokens, requests }: Asked): PlanSettings => ({
  contextTokens,
  requests,
  promptTokens: Math.min(PROMPT_TOKENS, contextTokens),
  cacheBits: 16,
  split: 'best',
  fastSync: false,
});

export function findModel(id: string, label?: string): { model: MlxModel; quantisation: Quantisation } {
  const model = getMlxModel(id);
  if (model === null) {
    throw new ServiceError('NOT_FOUND', 'The catalogue has no such model. Choose one from the list.');
  }
  const found = model.quantisations.find((it) => label === undefined || it.label === label);
  if (found === undefined) {
    const labels = model.quantisations.map((it) => it.label).join('; ');
    throw new ServiceError(
      'NOT_FOUND',
      `The catalogue has no such form of ${model.title}. It has: ${labels}.`,
    );
  }
  return { model, quantisation: found };
}
