import * as z from 'zod';
import { Text } from './text.ts';
import { Count, Instant } from './units.ts';

/** What every page of the console says at its top, as long as it is so. */
export const LabNotice = z.object({
  /** Null: nothing is announced, or the viewer has put it away. */
  announcement: z
    .object({ number: Count, text: z.string(), isSerious: z.boolean(), until: Instant })
    .nullable(),
  /** Something is announced, whether or not the viewer has put it away. */
  isAnnouncing: z.boolean(),
  pause: z.object({ until: Instant, reason: z.string() }).nullable(),
});
export type LabNotice = z.output<typeof LabNotice>;

export const AnnounceInput = z.object({
  text: Text.trim().min(1, 'Write what is announced.').max(300, 'At most 300 characters.'),
  isSerious: z.boolean(),
  until: Instant,
});
export type AnnounceInput = z.output<typeof AnnounceInput>;
export const PutAwayInput = z.object({ number: Count.max(2_000_000_000) });
export const PauseInput = z.object({
  reason: Text.trim().min(1, 'Say what it is for.').max(200, 'At most 200 characters.'),
  until: Instant,
});
export type PauseInput = z.output<typeof PauseInput>;

export const AUDIT_DAYS = { least: 90, most: 3650 } as const;
export const AuditRetention = z.object({
  /** Null: for ever. */
  days: z.number().int().min(AUDIT_DAYS.least).max(AUDIT_DAYS.most).nullable(),
});
export type AuditRetention = z.output<typeof AuditRetention>;
