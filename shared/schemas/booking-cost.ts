import * as z from 'zod';
import { FARTHEST_AHEAD_MS } from '../domain/booking-rules.ts';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const Money = z.object({ currency: z.string().length(3), amount: z.number() });
/** By currency; machine time without a known price is in none of it. */
export const CostSum = z.object({ money: z.array(Money), chargedMs: Count, unpricedMs: Count });
/** Machine time at one price. */
export const CostLine = z.object({
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tariff'), version: Count, validFrom: Instant }),
    z.object({ kind: z.literal('own') }),
    z.object({ kind: z.literal('rental'), provider: z.string() }),
  ]),
  currency: z.string().length(3),
  /** For an hour of one machine; null: unknown, as `amount` then. */
  hourly: z.number().nullable(),
  machines: z.array(z.string()),
  machineMs: Count,
  amount: z.number().nullable(),
});
export type CostLine = z.output<typeof CostLine>;

export const EstimateCostInput = z
  .object({ machineIds: z.array(Id).min(1).max(64), startsAt: Instant, endsAt: Instant })
  .refine(({ startsAt, endsAt }) => endsAt > startsAt, 'This time ends before it begins. Choose a later end.')
  .refine(
    ({ startsAt, endsAt }) => endsAt.getTime() - startsAt.getTime() <= FARTHEST_AHEAD_MS,
    'Nothing so long can be booked. Choose an earlier end.',
  );
export type EstimateCostInput = z.output<typeof EstimateCostInput>;
export const CostEstimate = CostSum.extend({ lines: z.array(CostLine) });
export type CostEstimate = z.output<typeof CostEstimate>;

export const ADJUSTMENT_KINDS = ['times', 'project', 'waive'] as const;
const AdjustmentKind = z.enum(ADJUSTMENT_KINDS);

const Reason = Text.trim().min(1, 'Say why.').max(500);
export const ContestChargeInput = z
  .object({
    bookingId: Id,
    kind: AdjustmentKind,
    reason: Reason,
    /** Of `times`: what it should be charged for instead. */
    wantedFrom: Instant.nullable().default(null),
    wantedUntil: Instant.nullable().default(null),
    /** Of `project`: null is no project. */
    wantedProjectId: Id.nullable().default(null),
  })
  .refine(
    ({ kind, wantedFrom, wantedUntil }) =>
      kind !== 'times' || (wantedFrom !== null && wantedUntil !== null && wantedUntil > wantedFrom),
    'Say from when until when it should be charged, the end after the start.',
  );
export type ContestChargeInput = z.output<typeof ContestChargeInput>;
export const DecideChargeInput = z
  .object({ id: Id, accept: z.boolean(), answer: Text.trim().max(500).default('') })
  .refine(({ accept, answer }) => accept || answer !== '', 'Say why it is refused.');
export type DecideChargeInput = z.output<typeof DecideChargeInput>;

const Named = z.object({ id: Id, name: z.string() });
export const ChargeAdjustment = z.object({
  id: Id,
  kind: AdjustmentKind,
  wantedFrom: Instant.nullable(),
  wantedUntil: Instant.nullable(),
  /** Null: no project, or one that is gone. */
  wantedProject: Named.nullable(),
  reason: z.string(),
  askedBy: Named,
  askedAt: Instant,
  /** Null while it is open. */
  decision: z.enum(['accepted', 'refused']).nullable(),
  answer: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
});
export type ChargeAdjustment = z.output<typeof ChargeAdjustment>;

/** `free`: cancelled, declined or made way. */
export const COST_STAGES = ['request', 'ahead', 'running', 'over', 'free'] as const;
export const BookingCost = z.object({
  stage: z.enum(COST_STAGES),
  /** What it was said to cost when it was booked; null: no one price was known then. */
  estimated: Money.nullable(),
  /** When it runs to its end. */
  whole: CostSum,
  /** Charged until now, which is what it costs if it ends now; once it is over, its cost. */
  soFar: CostSum,
  /** Of what is told: the whole until it runs, from then on so far. */
  lines: z.array(CostLine),
  /** Machine time kept for it, and with a session on it, both until now. */
  reservedMs: Count,
  usedMs: Count,
  /** Within its cost; null: none of it is measured. */
  electricity: z.array(Money).nullable(),
  /** Why less, or more, is charged than was reserved. */
  isWaived: z.boolean(),
  /** Nobody came: charged to the booked end, or until it was given back. */
  noShow: z.enum(['whole', 'until-release']).nullable(),
  missingMachines: z.array(z.string()),
  chargedFrom: Instant.nullable(),
  chargedUntil: Instant.nullable(),
  /** Newest first; for who it is about and who decides. */
  adjustments: z.array(ChargeAdjustment),
  mayContest: z.boolean(),
});
export type BookingCost = z.output<typeof BookingCost>;

export const ListChargesInput = z.object({ limit: limit(100, 200) });
/** A contested charge with the booking it is about. */
export const ContestedCharge = ChargeAdjustment.extend({
  booking: z.object({
    id: Id,
    purpose: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    endedAt: Instant.nullable(),
    project: Named.nullable(),
  }),
});
export type ContestedCharge = z.output<typeof ContestedCharge>;
