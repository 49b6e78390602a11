import * as z from 'zod';
import { CarbonFactor } from './cost-report.ts';
import { MacFigure, MOST_MAC_FIGURES } from './mac-figure.ts';
import { MachineRate, MOST_BANDS, MOST_RATES, PriceBand, Tariff } from './report.ts';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Id, Instant } from './units.ts';

const money = (most: number) => z.number().min(0).max(most);

/** Prices from a moment on, until the next ones. What came before keeps its own. */
export const AddTariffInput = z.object({
  validFrom: Instant,
  currency: z.string().regex(/^[A-Z]{3}$/, 'Write the currency as EUR.'),
  machineHourPrice: money(1_000_000),
  electricityPricePerKwh: money(1000),
  pue: z.number().min(1, 'A PUE is 1 at least.').max(5, 'A PUE is 5 at most.'),
  bands: z.array(PriceBand).max(MOST_BANDS),
  machineRates: z.array(MachineRate).max(MOST_RATES),
  millionTokenPrice: money(1_000_000).nullable(),
  note: Text.trim().max(300).default(''),
});
export type AddTariffInput = z.output<typeof AddTariffInput>;

export const MOST_TARIFFS = 500;
export const ListPricesInput = z.object({ limit: limit(100, MOST_TARIFFS) });
const By = {
  /** Null: since the lab was set up. */
  createdByName: z.string().nullable(),
  createdAt: Instant.nullable(),
};
export const Prices = z.object({
  timeZone: z.string(),
  now: Instant,
  /** Kinds of Macs that the lab has, by catalogue id. */
  kinds: z
    .array(
      z.object({
        catalogId: z.string(),
        name: z.string(),
        /** What making one took by its maker's report; null: none is known here. */
        published: z.object({ kgCo2e: z.number(), source: z.string() }).nullable(),
      }),
    )
    .max(500),
  /** What may have a figure of its own. */
  machines: z.array(z.object({ id: Id, name: z.string() })).max(MOST_MAC_FIGURES),
  /** The newest of each kind and machine that has one. */
  macFigures: z.array(MacFigure).max(MOST_MAC_FIGURES),
  /** The newest first. */
  tariffs: z
    .array(Tariff.extend({ ...By, note: z.string().nullable(), isCurrent: z.boolean() }))
    .max(MOST_TARIFFS),
  carbon: z.array(CarbonFactor.extend(By)).max(MOST_TARIFFS),
});
export type Prices = z.output<typeof Prices>;

export const SetCarbonInput = z.object({
  validFrom: Instant,
  gramsPerKwh: z.number().min(0).max(5000),
  country: Text.trim().min(1, 'Name the country or grid.').max(80),
  year: z.number().int().min(1990).max(2100),
  source: Text.trim().min(1, 'Say where the number is from.').max(300),
});
export type SetCarbonInput = z.output<typeof SetCarbonInput>;
