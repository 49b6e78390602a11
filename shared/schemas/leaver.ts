import * as z from 'zod';
import { Count, Id, Instant } from './units.ts';

/** What somebody has in the lab that ends or goes on to others when they leave. */
export const Leaving = z.object({
  id: Id,
  name: z.string(),
  bookings: z.array(
    z.object({
      id: Id,
      purpose: z.string(),
      startsAt: Instant,
      endsAt: Instant,
      /** It waits for somebody's yes: it cannot be handed over. */
      isAsked: z.boolean(),
    }),
  ),
  keys: Count,
  signIns: Count,
  calendars: Count,
  webhooks: Count,
  machines: Count,
  chats: Count,
});
export type Leaving = z.output<typeof Leaving>;

export const LeaverInput = z.object({ id: Id });
/** `heirId`: who gets what they have booked; null: it is called off. */
export const DeactivateInput = z.object({ id: Id, heirId: Id.nullable() });
export const Deactivated = z.object({
  handedOver: Count,
  cancelled: Count,
  /** What could not be handed over or called off, and why. */
  left: z.array(z.object({ id: Id, purpose: z.string(), why: z.string() })),
});
export type Deactivated = z.output<typeof Deactivated>;
export const SetGuestInput = z.object({ id: Id, guestUntil: Instant.nullable() });
