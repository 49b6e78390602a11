import * as z from 'zod';
import raw from './making-carbon.json' with { type: 'json' };

const Data = z.object({
  source: z.string(),
  basis: z.string(),
  models: z.array(
    z.object({
      catalogId: z.string(),
      configuration: z.string(),
      totalKgCo2e: z.number().positive(),
      useShare: z.number().min(0).max(1),
    }),
  ),
});

/**
 * What making a kind of Mac stood for by its maker's report, by catalogue id. Most kinds have no such figure here: they
 * are absent, and an admin may enter one with its source.
 */
export const MAKING_CARBON = Data.parse(raw);

export const publishedMaking = (catalogId: string | null) =>
  MAKING_CARBON.models.find((it) => it.catalogId === catalogId) ?? null;
