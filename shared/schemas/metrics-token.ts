import * as z from 'zod';
import { limit } from './paging.ts';
import { Id, Instant, Name } from './units.ts';

/** More Prometheus servers than that read no lab. */
export const MOST_METRICS_TOKENS = 20;

export const MetricsToken = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  by: z.string().nullable(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export type MetricsToken = z.output<typeof MetricsToken>;
export const ListMetricsTokensInput = z.object({ limit: limit(MOST_METRICS_TOKENS, MOST_METRICS_TOKENS) });
export const MakeMetricsTokenInput = z.object({ name: Name });
/** Where the secret is told, the only time. */
export const MadeMetricsToken = z.object({ id: Id, name: z.string(), secret: z.string() });
