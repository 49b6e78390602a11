import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { BlockKind } from '@/shared/schemas/booking.ts';
import type { InTheWay } from '@/shared/schemas/maintenance.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { longestTurnaroundMs, searchNextFree } from '../bookings/index.ts';

/** One machine's block that maintenance runs into; what another maintenance waits for is as good as taken by it. */
export type Obstacle = {
  machineId: string;
  machineName: string;
  kind: BlockKind;
  bookingId: string | null;
  personName: string | null;
  purpose: string | null;
  /** Of the block: a booking's turnaround is in it. */
  startsAt: Date;
  endsAt: Date;
  bookingStartsAt: Date | null;
  bookingEndsAt: Date | null;
};

type Range = { startsAt: Date; endsAt: Date };
/** More than 64 machines can have of bookings in a month, but for a lab that books by the minute: none may be missed. */
const MOST = 50_000;

/** All that takes these machines in that time, by machine and start. */
export function readObstacles(
  tx: Transaction,
  machineIds: string[],
  { startsAt, endsAt }: Range,
  withoutWindowId: string | null,
): Promise<Obstacle[]> {
  return tx.$queryRaw<Obstacle[]>`
    SELECT m.id AS "machineId", m.name AS "machineName", k.kind::text, b.id AS "bookingId", u.name AS "personName",
      coalesce(b.purpose, k.note) AS purpose, k."startsAt", k."endsAt",
      b."startsAt" AS "bookingStartsAt", b."endsAt" AS "bookingEndsAt"
    FROM "MachineBlock" k
    JOIN "Machine" m ON m.id = k."machineId"
    LEFT JOIN "Booking" b ON b.id = k."bookingId"
    LEFT JOIN "User" u ON u.id = b."personId"
    WHERE k."machineId" = ANY(${machineIds}) AND (k.holds OR k.waits)
      AND k."startsAt" < ${endsAt} AND k."endsAt" > ${startsAt}
      AND (k."windowId" IS NULL OR k."windowId" IS DISTINCT FROM ${withoutWindowId})
    ORDER BY m.name, m.id, k."startsAt" LIMIT ${MOST}`;
}

/** The same by booking, as a person decides on them. Where each could go is another question. */
export function byBooking(obstacles: readonly Obstacle[], now: Date): InTheWay[] {
  const found = new Map<string, InTheWay>();
  for (const it of obstacles) {
    const key = it.bookingId ?? `${it.kind} ${it.startsAt.getTime()} ${it.endsAt.getTime()} ${it.purpose}`;
    const known = found.get(key);
    if (known) {
      known.machineNames.push(it.machineName);
      continue;
    }
    const startsAt = it.bookingStartsAt ?? it.startsAt;
    found.set(key, {
      bookingId: it.bookingId,
      kind: it.kind,
      personName: it.personName,
      purpose: it.purpose,
      startsAt,
      endsAt: it.bookingEndsAt ?? it.endsAt,
      machineNames: [it.machineName],
      hasBegun: startsAt <= now,
      moveTo: null,
    });
  }
  return [...found.values()].toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

const MOST_OFFERS = 20;

/**
 * Where each of them could go: the next time all its machines are free for as long, past the maintenance and past
 * where those before it went. What has begun goes nowhere.
 */
export async function offerMoves(
  ctx: ServiceContext,
  inTheWay: InTheWay[],
  wanted: Range,
  rules: Policy,
): Promise<void> {
  const alsoBusy: Range[] = [wanted];
  for (const it of inTheWay.slice(0, MOST_OFFERS)) {
    if (it.bookingId === null || it.hasBegun) continue;
    const blocks = await ctx.db.machineBlock.findMany({
      where: { bookingId: it.bookingId },
      select: { machineId: true, machine: { select: { id: true, name: true, catalogId: true } } },
    });
    const machines = blocks.map(({ machine }) => machine);
    it.moveTo = await searchNextFree(
      ctx,
      {
        machineIds: blocks.map(({ machineId }) => machineId),
        durationMs: it.endsAt.getTime() - it.startsAt.getTime(),
        from: it.startsAt,
        without: it.bookingId,
        alsoBusy,
      },
      rules,
    );
    if (it.moveTo) {
      const { startsAt, endsAt } = it.moveTo;
      alsoBusy.push({ startsAt, endsAt: new Date(endsAt.getTime() + longestTurnaroundMs(rules, machines)) });
    }
  }
}
