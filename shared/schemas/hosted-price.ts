import * as z from 'zod';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Id, Instant } from './units.ts';

export const MOST_HOSTED_PRICES = 200;
const PerMillion = z.number().min(0, 'A price is 0 at least.').max(1_000_000);

const Told = {
  name: Text.trim().min(1, 'Name the API and its model.').max(120),
  /** Of which model here the tokens are meant; null: all of them. */
  modelId: Text.min(1).max(300).nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Write the currency as EUR.'),
  /** For a million tokens of questions, and of answers. */
  inputPrice: PerMillion,
  outputPrice: PerMillion,
  asOf: z.iso.date('Write a day as 2026-11-01.').max(10),
  source: Text.trim().min(1, 'Say where the price is from.').max(300),
};
/** A new id enters a price, a known one changes it. */
export const SaveHostedPriceInput = z.object({ id: z.uuid(), ...Told });
export type SaveHostedPriceInput = z.output<typeof SaveHostedPriceInput>;

export const HostedPrice = z.object({ ...Told, id: Id, changedByName: z.string(), changedAt: Instant });
export type HostedPrice = z.output<typeof HostedPrice>;
export const ListHostedPricesInput = z.object({ limit: limit(MOST_HOSTED_PRICES, MOST_HOSTED_PRICES) });
export const HostedPrices = z.object({
  prices: z.array(HostedPrice).max(MOST_HOSTED_PRICES),
  /** What ran here, to say of which model a price is meant. */
  models: z.array(z.object({ modelId: z.string(), modelTitle: z.string() })).max(MOST_HOSTED_PRICES),
});
export type HostedPrices = z.output<typeof HostedPrices>;
