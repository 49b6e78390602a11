import * as z from 'zod';
import { pageInput, pageOf } from './paging.ts';
import { Count, Id, Instant } from './units.ts';

export const BATCH_STATES = ['in_progress', 'completed', 'failed', 'expired', 'cancelled'] as const;

/** A file of questions that a program left to be worked off; its words are in its files alone. */
export const KeyBatch = z.object({
  id: Id,
  fileName: z.string(),
  key: z.object({ id: Id, name: z.string(), prefix: z.string() }),
  personName: z.string(),
  state: z.enum(BATCH_STATES),
  total: Count,
  done: Count,
  failed: Count,
  createdAt: Instant,
  expiresAt: Instant,
  endedAt: Instant.nullable(),
  /** Why nothing of it is asked now, or why it ended without all of its answers. */
  reason: z.string().nullable(),
  /** Null where there is none, or it is gone. */
  outputFileId: z.string().nullable(),
  errorFileId: z.string().nullable(),
});
export type KeyBatch = z.output<typeof KeyBatch>;

export const ListBatchesInput = pageInput(25, 100).extend({ whose: z.enum(['mine', 'lab']) });
export const KeyBatchPage = pageOf(KeyBatch);
