import type { BookingRequest } from '@/shared/schemas/booking-life.ts';
import type { ServiceContext } from '../../context.ts';

const DAY_MS = 86_400_000;
const MOST = 30;

export type Touched = {
  kind: BookingRequest['touches'][number]['kind'];
  person: { id: string; name: string } | null;
  bookingId: string | null;
  machineNames: string[];
  startsAt: Date;
  endsAt: Date;
  /** Of who waits: how many machines. */
  count: number;
};
type Asked = { bookingId: string; machineIds: string[]; startsAt: Date; until: Date };
type Row = Omit<Touched, 'person'> & { personId: string | null; personName: string | null };

/** Whom a request touches: who has its machines then, asks for them too, waits for them, and who is next to it. */
export async function readTouched(ctx: ServiceContext, asked: Asked): Promise<Touched[]> {
  const { bookingId, machineIds, startsAt, until } = asked;
  const dayBefore = new Date(startsAt.getTime() - DAY_MS);
  const dayAfter = new Date(until.getTime() + DAY_MS);
  const blocks = await ctx.db.$queryRaw<Row[]>`
    SELECT CASE
        WHEN NOT k.holds THEN 'request'
        WHEN k."endsAt" <= ${startsAt} THEN 'before'
        WHEN k."startsAt" >= ${until} THEN 'after' ELSE 'in_the_way' END AS kind,
      b."personId", u.name AS "personName", k."bookingId", array_agg(m.name ORDER BY m.name) AS "machineNames",
      min(k."startsAt") AS "startsAt", max(k."endsAt") AS "endsAt", 0 AS count
    FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId"
    LEFT JOIN "Booking" b ON b.id = k."bookingId" LEFT JOIN "User" u ON u.id = b."personId"
    WHERE k."machineId" = ANY(${machineIds}) AND k."bookingId" IS DISTINCT FROM ${bookingId}
      AND k."startsAt" < ${dayAfter} AND k."endsAt" > ${dayBefore}
      AND (k."expiresAt" IS NULL OR k."expiresAt" > ${ctx.now()})
      AND (k.holds OR (b.status = 'pending' AND k."startsAt" < ${until} AND k."endsAt" > ${startsAt}))
    GROUP BY 1, b."personId", u.name, k."bookingId", coalesce(k."windowId", k."holdId")
    ORDER BY 6 LIMIT ${MOST}`;
  const waits = await ctx.db.$queryRaw<Row[]>`
    SELECT 'waits' AS kind, w."personId", u.name AS "personName", NULL AS "bookingId",
      ARRAY(SELECT name FROM "Machine" WHERE id = ANY(w."machineIds") AND id = ANY(${machineIds}) ORDER BY name)
        AS "machineNames", w."startsAt", w."endsAt", w.count
    FROM "BookingWait" w JOIN "User" u ON u.id = w."personId"
    WHERE w.state = 'waiting' AND w."machineIds" && ${machineIds}
      AND w."startsAt" < ${until} AND w."endsAt" > ${startsAt}
    ORDER BY w."createdAt" LIMIT ${MOST}`;
  const order = ['in_the_way', 'request', 'waits', 'before', 'after'];
  return [...blocks, ...waits]
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(({ personId, personName, ...row }) => ({
      ...row,
      person: personId !== null && personName !== null ? { id: personId, name: personName } : null,
    }));
}
