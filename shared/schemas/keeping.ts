import * as z from 'zod';
import { Count, Instant } from './units.ts';

/**
 * Days each is kept, with its bounds. Agents bring seconds up to seven days late; minutes last until any month is
 * frozen, which is 90 days after its end at the latest.
 */
export const KEEPING = {
  seconds: { least: 8, usual: 8, most: 90 },
  minutes: { least: 130, usual: 400, most: 3650 },
  logs: { least: 7, usual: 30, most: 3650 },
} as const;

const days = ({ least, most }: { least: number; most: number }) => z.number().int().min(least).max(most);
export const Keeping = z.object({
  secondsDays: days(KEEPING.seconds),
  minutesDays: days(KEEPING.minutes),
  logsDays: days(KEEPING.logs),
});
export type Keeping = z.output<typeof Keeping>;

/** What the next tidying would remove by a rule: all from before a moment; `oldest` is null where nothing is that old. */
const Gone = z.object({ before: Instant, oldest: Instant.nullable() });
export const KeepingPreview = z.object({
  seconds: Gone,
  minutes: Gone,
  /** Sessions that ended before it and still have lines. */
  logs: Gone.extend({ sessions: Count }),
});
export type KeepingPreview = z.output<typeof KeepingPreview>;
