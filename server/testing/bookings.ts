import { randomUUID } from 'node:crypto';
import type { CreateBookingInput } from '@/shared/schemas/booking.ts';
import type { ServiceContext } from '../context.ts';
import type { Database } from '../db.ts';
import { createBooking } from '../modules/bookings/index.ts';
import { makeMachine } from './factories.ts';

/** When tests about bookings look, a Tuesday, 13:00 in the lab; and hours from then. */
export const NOW = new Date('2026-11-24T12:00:00Z');
export const hour = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

/** As a person books, from one hour to another. */
export const bookHours = (
  by: ServiceContext,
  machineIds: string[],
  from: number,
  to: number,
  more: Partial<CreateBookingInput> = {},
) =>
  createBooking(by, {
    id: randomUUID(),
    machineIds,
    startsAt: hour(from),
    endsAt: hour(to),
    purpose: 'A test',
    ...more,
  });

export const makeMachineIds = async (
  db: Database,
  count: number,
  data: Parameters<typeof makeMachine>[1] = {},
): Promise<string[]> =>
  (await Promise.all(Array.from({ length: count }, () => makeMachine(db, data)))).map((it) => it.id);

/** How many pairs hold one machine at one time: never any. */
export async function countOverlaps(db: Database): Promise<number | undefined> {
  const [row] = await db.$queryRaw<{ pairs: number }[]>`
    SELECT count(*)::int AS pairs FROM "MachineBlock" a JOIN "MachineBlock" b
      ON a."machineId" = b."machineId" AND a.id < b.id AND a.holds AND b.holds
      AND a."startsAt" < b."endsAt" AND b."startsAt" < a."endsAt"`;
  return row?.pairs;
}
