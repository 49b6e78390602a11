import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

type Wish = { machineIds: readonly string[]; startsAt: Date; endsAt: Date; bookingId: string };

/**
 * What others' bookings keep free after their own end, ends where this one begins. Their machines are locked; their own
 * time is left as it is.
 */
export async function cutTurnarounds(
  tx: Transaction,
  { machineIds, startsAt, endsAt, bookingId }: Wish,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MachineBlock" k SET "endsAt" = ${startsAt}
    FROM "Booking" b
    WHERE b.id = k."bookingId" AND b.id <> ${bookingId} AND k."machineId" = ANY(${[...machineIds]}) AND k.holds
      AND b."endsAt" <= ${startsAt} AND k."startsAt" < ${endsAt} AND k."endsAt" > ${startsAt}`;
}

/** When each machine is taken next, from a time on: its own turnaround goes no further. */
export async function readNextStarts(
  ctx: ServiceContext,
  tx: Transaction,
  { machineIds, endsAt, bookingId }: Wish,
): Promise<Map<string, Date>> {
  const rows = await tx.$queryRaw<{ machineId: string; startsAt: Date }[]>`
    SELECT "machineId", min("startsAt") AS "startsAt" FROM "MachineBlock"
    WHERE "machineId" = ANY(${[...machineIds]}) AND holds AND "startsAt" >= ${endsAt}
      AND ("expiresAt" IS NULL OR "expiresAt" > ${ctx.now()}) AND "bookingId" IS DISTINCT FROM ${bookingId}
    GROUP BY "machineId"`;
  return new Map(rows.map((it) => [it.machineId, it.startsAt]));
}
