import * as z from 'zod';
import { EngineChanges, SettingsOffer } from './engine-settings.ts';
import { PlannedSet } from './planning.ts';
import { Backend, Parallelism, SessionState } from './session.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const ReadOutlookInput = z.object({
  bookingId: Id,
  modelId: Text.min(1).max(200),
  parallelism: Parallelism.optional(),
  settings: EngineChanges.optional(),
});
export type ReadOutlookInput = z.output<typeof ReadOutlookInput>;

/** Of starts alike that became ready: milliseconds from the start to the first token of the warm-up. */
const UsualStart = z.object({
  starts: Count,
  medianMs: z.number(),
  lowMs: z.number(),
  highMs: z.number(),
  /** Medians; they need not add up to the median of the whole. */
  steps: z.array(z.object({ state: SessionState, medianMs: z.number() })),
});

/** What is known of a session before it is started. */
export const SessionOutlook = z.object({
  backend: Backend,
  backendReason: z.string(),
  /** Every way to split it over these Macs, and why one can't be had; none for a single Mac. */
  ways: z.array(z.object({ parallelism: Parallelism, refusal: z.string().nullable() })),
  /** What each Mac would hold and how fast it would answer; null with the reason where that can't be told. */
  plan: PlannedSet.nullable(),
  whyNoPlan: z.string().nullable(),
  settings: SettingsOffer,
  asked: z.object({ contextTokens: Count, requests: Count }),
  /** Null: this model never became ready on these Macs by this backend and split. */
  usual: UsualStart.nullable(),
  /** That very model is kept loaded there and a start now goes on with it, until then at the latest. */
  warm: z.object({ until: Instant }).nullable(),
});
export type SessionOutlook = z.output<typeof SessionOutlook>;
export type UsualStart = z.output<typeof UsualStart>;
