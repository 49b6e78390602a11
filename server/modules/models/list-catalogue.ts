import { listMacModels, type MacModel } from '@/shared/data/mac-models.ts';
import { listMlxModels, type MlxModel } from '@/shared/data/mlx-models.ts';
import { weightBytesOf } from '@/shared/domain/model-weights.ts';
import type { CatalogueEntry } from '@/shared/schemas/models.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** The catalogue, the largest first, with where everything in it comes from. */
export function listCatalogue(ctx: ServiceContext, { limit }: { limit: number }): CatalogueEntry[] {
  authorize(ctx, 'lab:read');
  return listMlxModels()
    .toSorted((a, b) => (b.parameters.total ?? 0) - (a.parameters.total ?? 0))
    .slice(0, limit)
    .map(toEntry);
}

/** Every kind of Mac, the newest first, with where everything in it comes from. */
export function listMacCatalogue(ctx: ServiceContext, { limit }: { limit: number }): MacModel[] {
  authorize(ctx, 'lab:read');
  return listMacModels()
    .toSorted((a, b) => b.year - a.year || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}

const toEntry = (model: MlxModel): CatalogueEntry => ({
  id: model.id,
  title: model.title,
  family: model.family,
  kind: model.moe === null ? 'dense' : 'experts',
  attention: model.attention.kind,
  contextLength: model.contextLength,
  layers: model.layers,
  parameters: model.parameters.total,
  activeParameters: model.parameters.active,
  licence: model.licence,
  runs: model.runs,
  tensor: model.sharding.tensor,
  pipeline: model.sharding.pipeline,
  reason: model.sharding.reason,
  forms: model.quantisations.map((it) => ({
    label: it.label,
    repo: it.repo,
    weightsBytes: weightBytesOf(model, it)?.total ?? null,
    basis: it.basis,
    source: it.source,
  })),
  sources: [
    ...Object.entries(model.sources).map(([of, source]) => ({ of, source })),
    ...(model.sources['shape'] ? [] : [{ of: 'shape', source: model.source }]),
  ],
});
