import * as z from 'zod';
import { limit } from './paging.ts';
import { Instant } from './units.ts';

export const ReadBackupsInput = z.object({ limit: limit(10, 100) });

/** One that was made, or failed, by the portal's clock. */
export const BackupTold = z.object({
  at: Instant,
  file: z.string(),
  bytes: z.number().nullable(),
  tookMs: z.number().nullable(),
  /** Why there is none; null where it was made. */
  failure: z.string().nullable(),
});
export type BackupTold = z.output<typeof BackupTold>;

export const Backups = z.object({
  /** Of the portal that answers. */
  folder: z.string(),
  keep: z.number().int(),
  /** Of the lab's clock; null: this portal makes none by itself. */
  hour: z.number().int().nullable(),
  nextAt: Instant.nullable(),
  timeZone: z.string(),
  /** Newest first. */
  rows: z.array(BackupTold),
});
export type Backups = z.output<typeof Backups>;
