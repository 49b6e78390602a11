import * as z from 'zod';

/** What the models in an agent's own folder may take, in bytes; each null: no limit. */
export const ModelQuota = z.object({
  /** What counts: the lower of the two. */
  bytes: z.number().nullable(),
  /** By the machine's own policy.json, and by the lab. */
  ofMachine: z.number().nullable(),
  ofLab: z.number().nullable(),
});
export type ModelQuota = z.output<typeof ModelQuota>;
