import { listMlxModels } from '@/shared/data/mlx-models.ts';
import { weightBytesOf } from '@/shared/domain/model-weights.ts';
import type { CatalogueModel } from '@/shared/schemas/planning.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** The models that can be planned with, the largest first. */
export function listCatalogueModels(ctx: ServiceContext, { limit }: { limit: number }): CatalogueModel[] {
  authorize(ctx, 'lab:read');
  return listMlxModels()
    .toSorted((a, b) => (b.parameters.total ?? 0) - (a.parameters.total ?? 0))
    .slice(0, limit)
    .map((model) => ({
      id: model.id,
      title: model.title,
      parameters: model.parameters.total,
      runs: model.runs,
      quantisations: model.quantisations.map((it) => ({
        label: it.label,
        weightsBytes: weightBytesOf(model, it)?.total ?? null,
      })),
    }));
}
