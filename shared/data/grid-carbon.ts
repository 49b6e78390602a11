import * as z from 'zod';
import raw from './grid-carbon.json' with { type: 'json' };

const Data = z.object({
  source: z.string(),
  licence: z.string(),
  basis: z.string(),
  countries: z
    .array(
      z.object({
        code: z.string().length(2),
        country: z.string(),
        gramsPerKwh: z.number().positive(),
        year: z.number().int(),
      }),
    )
    .min(1),
});

/** Grams of CO₂e for a kWh by country, with year and source: what an admin may choose, never chosen by itself. */
export const GRID_CARBON = Data.parse(raw);
