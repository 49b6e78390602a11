import { listMlxModels, type MlxModel } from '@/shared/data/mlx-models.ts';
import { weightBytesOf } from '@/shared/domain/model-weights.ts';
import type { CatalogueModel } from '@/shared/schemas/planning.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { catalogueOf, type HeldModel, type Plannable, planIdOf, toPlannable } from './held-models.ts';
import { keptIdOf, readKept, toPlannableKept } from './kept-models.ts';

/** The models that can be planned with: those on the lab's Macs, those it keeps, the catalogue's, each the largest first. */
export async function listModels(
  ctx: ServiceContext,
  held: readonly HeldModel[],
  { limit }: { limit: number },
): Promise<CatalogueModel[]> {
  authorize(ctx, 'lab:read');
  const onMacs = held.flatMap((it): CatalogueModel[] => {
    const plannable = it.wholeOn.length === 0 ? null : toPlannable(it);
    if (plannable === null) return [];
    const { id, simulated } = it;
    const named = { id: planIdOf(id, simulated), title: it.model.title };
    return [{ ...toRow(plannable, 'macs'), ...named, onMachines: it.wholeOn.length, simulated }];
  });
  const kept = (await readKept(ctx)).flatMap((row) => {
    const plannable = toPlannableKept(row);
    return plannable ? [{ ...toRow(plannable, 'kept'), id: keptIdOf(row.id) }] : [];
  });
  const catalogue = listMlxModels()
    .toSorted((a, b) => (b.parameters.total ?? 0) - (a.parameters.total ?? 0))
    .map((model) => ({
      ...toRow({ model, quantisation: model.quantisations[0]! }, 'catalogue'),
      quantisations: model.quantisations.map((quantisation) => toForm({ model, quantisation })),
    }));
  // Simulated ones last: they stand for the same models.
  const [played, real] = [true, false].map((simulated) => onMacs.filter((it) => it.simulated === simulated));
  return [...real!, ...kept, ...catalogue, ...played!].slice(0, limit);
}

/** Models that the catalogue doesn't have: those on Macs and those the lab keeps, each in its one form. */
export async function ownModels(ctx: ServiceContext, held: readonly HeldModel[]): Promise<MlxModel[]> {
  const onMacs = held.flatMap((it) => {
    const isOwn = it.wholeOn.length > 0 && !it.simulated && catalogueOf(it.model) === null;
    return isOwn ? (toPlannable(it) ?? []) : [];
  });
  const kept = (await readKept(ctx)).flatMap((row) => toPlannableKept(row) ?? []);
  return [...onMacs, ...kept].map(({ model }) => model);
}

const toForm = ({ model, quantisation }: Plannable) => ({
  label: quantisation.label,
  weightsBytes: weightBytesOf(model, quantisation)?.total ?? null,
});

const toRow = (plannable: Plannable, from: CatalogueModel['from']): CatalogueModel => ({
  id: plannable.model.id,
  title: plannable.model.title,
  parameters: plannable.model.parameters.total,
  runs: plannable.model.runs,
  from,
  onMachines: 0,
  simulated: false,
  quantisations: [toForm(plannable)],
});
