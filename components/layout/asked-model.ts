import { MOST_MODEL_ID } from '@/shared/schemas/planning.ts';

/** A model with what it is asked to hold, as it stands in an address. */
export type AskedModel = {
  modelId: string;
  /** Null: the first the catalogue has. */
  quantisation: string | null;
  contextTokens: number;
  requests: number;
};

type Params = { get(name: string): string | null };

const FIRST_CONTEXT = 32_768;

/** A whole number within bounds, or what stands there without it: an address may say anything. */
export function wholeOf(text: string | null, most: number, otherwise: number): number {
  const value = text !== null && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : otherwise;
}

/** What the address asks; `otherwise` where it names no model. */
export const askedModelOr = (otherwise: string, params: Params): AskedModel => ({
  modelId: params.get('model')?.slice(0, MOST_MODEL_ID) || otherwise,
  quantisation: params.get('as')?.slice(0, 60) || null,
  contextTokens: wholeOf(params.get('context'), 10_000_000, FIRST_CONTEXT),
  requests: wholeOf(params.get('requests'), 64, 1),
});

/** `null` where the address names no model. */
export const askedModelOf = (params: Params): AskedModel | null =>
  params.get('model') ? askedModelOr('', params) : null;

/** The same for an address; what is as it is at first is left out. */
export function askedModelParams({
  modelId,
  quantisation,
  contextTokens,
  requests,
}: AskedModel): URLSearchParams {
  const params = new URLSearchParams({ model: modelId });
  if (quantisation !== null) params.set('as', quantisation);
  if (contextTokens !== FIRST_CONTEXT) params.set('context', String(contextTokens));
  if (requests !== 1) params.set('requests', String(requests));
  return params;
}

/** As the portal is asked. */
export const askedModelInput = ({ modelId, quantisation, contextTokens, requests }: AskedModel) => ({
  modelId,
  contextTokens,
  requests,
  ...(quantisation !== null && { quantisation }),
});
