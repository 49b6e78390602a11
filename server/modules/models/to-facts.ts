import { knownCachePerToken } from '@/shared/domain/model-memory.ts';
import { weightBytesOf } from '@/shared/domain/model-weights.ts';
import { splitFacts } from '@/shared/domain/split-facts.ts';
import type { ModelFacts } from '@/shared/schemas/models.ts';
import { catalogueOf, type HeldModel, type Plannable, planIdOf, toPlannable } from './held-models.ts';

type More = { planId: string | null; planForm?: string | null; title?: string; doubts?: readonly string[] };

/** What is known of one form of a model, for people. */
export function toFacts(
  { model, quantisation }: Plannable,
  { planId, planForm, title, doubts }: More,
): ModelFacts {
  return {
    planId,
    planForm: planForm ?? null,
    title: title ?? model.title,
    quantisation: quantisation.label,
    publisher: publisherOf(quantisation.repo),
    family: model.family,
    weightsBytes: weightBytesOf(model, quantisation)?.total ?? quantisation.weightBytes,
    weightsBasis: quantisation.basis,
    parameters: model.parameters.total,
    activeParameters: model.parameters.active,
    layers: model.layers,
    heads: model.heads,
    kvHeads: model.kvHeads,
    cacheBytesPerToken: knownCachePerToken(model),
    contextLength: model.contextLength,
    licence: model.licence,
    runs: model.runs,
    splits: splitFacts(model, quantisation),
    doubts: [...(doubts ?? [])],
    source: quantisation.source,
  };
}

const publisherOf = (repo: string | null): string | null =>
  repo?.includes('/') ? repo.slice(0, repo.indexOf('/')) : null;

/** The same of a model on a Mac, whatever of it is known. */
export function factsOfHeld(held: HeldModel): ModelFacts {
  const { model, simulated } = held;
  const plannable = toPlannable(held);
  if (plannable) {
    const licence = model.shape?.licence ?? plannable.model.licence;
    const facts = toFacts(plannable, {
      planId: planIdOf(held.id, simulated),
      title: model.title,
      doubts: model.shape?.doubts ?? [],
    });
    const known = catalogueOf(model);
    return {
      ...facts,
      licence,
      weightsBytes: model.weightsBytes,
      source: known ? `${facts.source}; ${known.model.source}` : facts.source,
    };
  }
  return {
    planId: null,
    planForm: null,
    title: model.title,
    quantisation: null,
    publisher: publisherOf(model.id),
    family: model.architecture === 'unknown' ? null : model.architecture,
    weightsBytes: model.weightsBytes > 0 ? model.weightsBytes : null,
    weightsBasis: 'headers',
    parameters: model.parameters,
    activeParameters: null,
    layers: model.layers,
    heads: null,
    kvHeads: null,
    cacheBytesPerToken: null,
    contextLength: null,
    licence: null,
    runs: true,
    splits: [],
    doubts: [],
    source: 'its files on a Mac of the lab',
  };
}
