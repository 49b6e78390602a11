import * as z from 'zod';
import { limit } from './paging.ts';
import { Id } from './units.ts';

export const ReadLabelsInput = z.object({ limit: limit(1000, 1000) }).prefault({});

export const LabelSheet = z.object({
  /** Where people reach the portal: the codes lead there. */
  address: z.string(),
  labName: z.string(),
  labels: z.array(
    z.object({
      id: Id,
      name: z.string(),
      tag: z.string().nullable(),
      modelName: z.string().nullable(),
      memoryBytes: z.number().nullable(),
      /** For who keeps the register. */
      serial: z.string().nullable(),
      isRetired: z.boolean(),
    }),
  ),
});
export type LabelSheet = z.output<typeof LabelSheet>;
