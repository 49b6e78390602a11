import { getMlxModel } from '@/shared/data/mlx-models.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { findHeld, type HeldModel, isHeldId, type Plannable, toPlannable } from './held-models.ts';
import { findKept, isKeptId } from './kept-models.ts';

/**
 * The model that a question names, from the lab's Macs, from what the lab keeps, or from the catalogue. Throws
 * NOT_FOUND when there is none any more, or none in that form.
 */
export async function findModel(
  ctx: ServiceContext,
  held: readonly HeldModel[],
  id: string,
  label?: string,
): Promise<Plannable> {
  if (isHeldId(id)) {
    const found = findHeld(held, id);
    if (!found)
      throw new ServiceError('NOT_FOUND', 'No Mac of the lab has this model any more. Choose another.');
    const plannable = toPlannable(found);
    if (plannable) return plannable;
    throw new ServiceError(
      'NOT_FOUND',
      `The files of ${found.model.title} do not tell its shape, so it can't be planned.`,
    );
  }
  if (isKeptId(id)) {
    const kept = await findKept(ctx, id);
    if (kept) return kept;
    throw new ServiceError('NOT_FOUND', 'The lab does not keep this model any more. Choose another.');
  }
  return findInCatalogue(id, label);
}

function findInCatalogue(id: string, label: string | undefined): Plannable {
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
