import type { AheadBlock } from '@/shared/domain/wall-ahead.ts';
import type { ServiceContext } from '../../context.ts';

const AHEAD_MS = 7 * 86_400_000;
/** More than a wall tells of; the soonest of them. */
const MOST_BLOCKS = 2000;

/** Time that is taken from now on. For the wall, which has asked for the right. */
export function readAhead(ctx: ServiceContext, machineIds: readonly string[]): Promise<AheadBlock[]> {
  const now = ctx.now();
  return ctx.db.$queryRaw<AheadBlock[]>`
    SELECT b."machineId", b.kind::text, coalesce(b."bookingId", b."windowId", b.id) AS of,
      k."personId", u.name AS "personName", b."startsAt" AS "blockStartsAt", b."endsAt" AS "blockEndsAt",
      coalesce(k."endsAt", b."endsAt") AS "endsAt"
    FROM "MachineBlock" b LEFT JOIN "Booking" k ON k.id = b."bookingId" LEFT JOIN "User" u ON u.id = k."personId"
    WHERE b."machineId" = ANY(${[...machineIds]}) AND b.holds AND b.kind <> 'hold' AND b."endsAt" > ${now}
      AND b."startsAt" < ${new Date(now.getTime() + AHEAD_MS)}
    ORDER BY b."startsAt", b.id LIMIT ${MOST_BLOCKS}`;
}
