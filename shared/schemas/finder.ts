import * as z from 'zod';
import { limit, windowOf } from './paging.ts';
import { Id, Instant } from './units.ts';

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
