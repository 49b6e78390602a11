import * as z from 'zod';
import { Day, HourlyPrice } from './register.ts';
import { Text } from './text.ts';
import { Id, Instant, Revision } from './units.ts';

const line = (most: number) => Text.trim().min(1).max(most);

/** What is entered of a rented cloud Mac. */
export const RentalFields = z.object({
  provider: line(80),
  instanceType: line(40).nullable(),
  hostId: line(80).nullable(),
  hourlyPrice: HourlyPrice.nullable(),
  priceAsOf: Day.nullable(),
  minimumHours: z.number().int().min(0).max(8760),
  allocatedAt: Instant.nullable(),
  releasedAt: Instant.nullable(),
  hostState: line(40).nullable(),
});
export type RentalFields = z.output<typeof RentalFields>;

export const SaveRentalInput = z.object({ machineId: Id, revision: Revision, rental: RentalFields });

export const Rental = RentalFields.extend({ hostStateAt: Instant.nullable(), pendingMs: z.number() });
export type Rental = z.output<typeof Rental>;
