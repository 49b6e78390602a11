import * as z from 'zod';
import { CABLINGS } from '../domain/choose-set.ts';
import { PREFERRED_HOURS } from '../domain/preferred-hours.ts';
import { limit, windowOf } from './paging.ts';
import { MOST_MODEL_ID } from './planning.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

/** Time that somebody chooses at this moment, or that is offered to who waited for it. */
export const Hold = z.object({
  id: Id,
  person: z.object({ id: Id, name: z.string() }),
  mine: z.boolean(),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  startsAt: Instant,
  endsAt: Instant,
  expiresAt: Instant,
  createdAt: Instant,
  /** What it is offered for; null: somebody is choosing. */
  waitId: Id.nullable(),
});
export type Hold = z.output<typeof Hold>;

export const HoldTimeInput = z.object({
  machineIds: z.array(Id).min(1, 'Choose at least one machine.').max(64),
  startsAt: Instant,
  endsAt: Instant,
});
export type HoldTimeInput = z.output<typeof HoldTimeInput>;
export const ListHoldsInput = windowOf(100).and(z.object({ limit: limit(500, 500) }));

/** What somebody looks for: any so many machines that fit, for so long, within so many days. */
export const FinderWish = z.object({
  count: z.int().min(1).max(64).default(1),
  /** At least; what is not known to have it does not. */
  memoryGb: z.int().min(1).max(4096).nullable().default(null),
  /** A chip or a model of Mac, as machines say it. */
  kind: Text.min(1).max(80).nullable().default(null),
  /** Only machines of this cable island. */
  island: Text.min(1).max(120).nullable().default(null),
  simulated: z.boolean().default(false),
  cabling: z.enum(CABLINGS).default('any'),
  modelId: Text.min(1).max(MOST_MODEL_ID).nullable().default(null),
  quantisation: Text.min(1).max(60).nullable().default(null),
  durationMinutes: z
    .int()
    .min(5)
    .max(90 * 24 * 60)
    .default(240),
  days: z.int().min(1).max(90).default(7),
  hours: z.enum(PREFERRED_HOURS).default('any'),
});
export type FinderWish = z.output<typeof FinderWish>;

export const FoundSlot = z.object({
  machines: z.array(z.object({ id: Id, name: z.string() })),
  startsAt: Instant,
  endsAt: Instant,
  /** Why these, in words for people. */
  why: z.string(),
  /** Until when they could be kept, where something follows. */
  roomUntil: Instant.nullable(),
  /** Whose requests wait for some of it. */
  pending: z.array(z.string()),
  /** Somebody has to agree, by that rule. */
  approval: z.string().nullable(),
  cost: z.object({ amount: z.number(), currency: z.string(), basis: z.string() }).nullable(),
  speed: z
    .object({
      tokensPerSecond: z.number(),
      basis: z.enum(['measured', 'published', 'estimated']),
      how: z.string(),
    })
    .nullable(),
});
export type FoundSlot = z.output<typeof FoundSlot>;

export const Found = z.object({
  /** At most five. */
  slots: z.array(FoundSlot),
  /** How many machines fit the wish by themselves, and of how many. */
  fitting: Count,
  machines: Count,
  /** Of the whole window. */
  until: Instant,
  modelTitle: z.string().nullable(),
});
export type Found = z.output<typeof Found>;

export const WISH_PARTS = [
  'length',
  'days',
  'count',
  'hours',
  'memory',
  'kind',
  'island',
  'cabling',
  'model',
] as const;
export const WishDrop = z.object({
  part: z.enum(WISH_PARTS),
  from: z.string(),
  to: z.string(),
  /** The wish as it would be. */
  wish: FinderWish,
  /** Null: it gains nothing. */
  slot: FoundSlot.nullable(),
});
export type WishDrop = z.output<typeof WishDrop>;
export const FindInput = FinderWish.extend({ limit: limit(5, 5) });

export const NewWait = z.object({
  /** Made by the client. */
  id: z.uuid(),
  /** Any of these; none: whatever the wish says. */
  machineIds: z.array(Id).max(64),
  count: z.int().min(1).max(64),
  startsAt: Instant,
  endsAt: Instant,
  durationMinutes: z
    .int()
    .min(5)
    .max(90 * 24 * 60),
  purpose: Text.trim().max(200).default(''),
  wish: FinderWish.nullable(),
});
export type NewWait = z.output<typeof NewWait>;

export const Wait = z.object({
  id: Id,
  machines: z.array(z.string()),
  count: Count,
  startsAt: Instant,
  endsAt: Instant,
  durationMinutes: Count,
  wish: FinderWish.nullable(),
  state: z.enum(['waiting', 'offered']),
  /** Among those who wait for time of the same machines; the first is next. */
  place: Count,
  holdId: Id.nullable(),
  /** Until when it is held for them. */
  expiresAt: Instant.nullable(),
});
export type Wait = z.output<typeof Wait>;
