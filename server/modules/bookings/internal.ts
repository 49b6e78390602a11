import { Prisma } from '@/prisma/generated/client.ts';
import {
  type BookingRefusal,
  type BookingRefusalReason,
  LONGEST_BOOKING_MS,
} from '@/shared/domain/booking-rules.ts';
import type { BookingStatus } from '@/shared/schemas/booking.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { type ErrorCode, ServiceError } from '../../errors.ts';

const CODES: Record<BookingRefusalReason, ErrorCode> = {
  backwards: 'VALIDATION',
  too_short: 'VALIDATION',
  too_long: 'VALIDATION',
  past: 'VALIDATION',
  too_far_ahead: 'VALIDATION',
  unknown_machine: 'NOT_FOUND',
  not_active: 'PRECONDITION_FAILED',
  mixed: 'VALIDATION',
  not_begun: 'PRECONDITION_FAILED',
  begun: 'PRECONDITION_FAILED',
  over: 'PRECONDITION_FAILED',
  cancelled: 'PRECONDITION_FAILED',
};

export const toServiceError = ({ reason, message }: BookingRefusal): ServiceError =>
  new ServiceError(CODES[reason], message, { details: { reason } });

export type LockedBooking = {
  id: string;
  personId: string;
  teamId: string | null;
  projectId: string | null;
  purpose: string;
  status: BookingStatus;
  startsAt: Date;
  endsAt: Date;
  simulated: boolean;
  revision: number;
};

/** The booking's row, held until the transaction ends; several are locked by id. */
export async function lockBooking(ctx: ServiceContext, tx: Transaction, id: string): Promise<LockedBooking> {
  const [row] = await tx.$queryRaw<LockedBooking[]>`
    SELECT id, "personId", "teamId", "projectId", purpose, status::text, "startsAt", "endsAt", simulated, revision
    FROM "Booking" WHERE id = ${id} FOR NO KEY UPDATE`;
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  return row;
}

/** The booking's row, held, for who may change it and has seen it as it is. */
export async function lockToChange(
  ctx: ServiceContext,
  tx: Transaction,
  { id, revision }: { id: string; revision: number },
): Promise<LockedBooking> {
  const booking = await lockBooking(ctx, tx, id);
  authorize(ctx, 'booking:move-own', { ownerId: booking.personId });
  requireRevision(booking, revision);
  return booking;
}

export function requireRevision(booking: { revision: number }, seen: number): void {
  if (booking.revision !== seen)
    throw new ServiceError('CONFLICT', 'This booking was changed meanwhile. Reload it and try again.');
}

/** The machines of these bookings, by id. */
export async function readMachineIds(tx: Transaction, bookingIds: string[]): Promise<string[]> {
  const blocks = await tx.machineBlock.findMany({
    where: { bookingId: { in: bookingIds } },
    select: { machineId: true },
  });
  return [...new Set(blocks.map((it) => it.machineId))].toSorted();
}

/** No block is longer: the longest booking any rule allows, with the longest turnaround. */
const LONGEST_BLOCK_MS = LONGEST_BOOKING_MS + 24 * 3_600_000;

/**
 * Of an SQL statement: until when machines that nothing holds any more were taken last, after `startsAt`, by whichever
 * portal's clock that was; null: they were not.
 */
export const takenUntil = (machineIds: readonly string[], startsAt: Date): Prisma.Sql => Prisma.sql`(
    SELECT max(coalesce(b."endedAt", k."endsAt"))
    FROM "MachineBlock" k LEFT JOIN "Booking" b ON b.id = k."bookingId"
    WHERE k."machineId" = ANY(${[...machineIds]}::text[]) AND NOT k.holds AND NOT k.waits
      AND coalesce(b.status NOT IN ('cancelled', 'pending', 'declined'), true)
      AND k."endsAt" > ${startsAt} AND k."startsAt" > ${new Date(startsAt.getTime() - LONGEST_BLOCK_MS)}
  )`;

/** From when they can be taken: now, and not before what took them last has ended. */
export const takeableFrom = (until: Date | null, now: Date): Date => (until && until > now ? until : now);

/** The same for machines whose rows `tx` holds. To be asked once nothing holds them any more. */
export async function readTakeableFrom(
  ctx: ServiceContext,
  tx: Transaction,
  machineIds: string[],
  startsAt: Date,
): Promise<Date> {
  const [row] = await tx.$queryRaw<
    { until: Date | null }[]
  >`SELECT ${takenUntil(machineIds, startsAt)} AS until`;
  return takeableFrom(row?.until ?? null, ctx.now());
}
