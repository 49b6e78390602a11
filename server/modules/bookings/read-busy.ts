import type { BusySpan, Slot } from '@/shared/domain/find-slots.ts';
import type { ServiceContext } from '../../context.ts';

type Row = { machineId: string; times: [startsAtMs: number, endsAtMs: number][] };
type Asked = { machineId: string; startsAt: Date; endsAt: Date; who: string };

/** More blocks ahead of one machine are not read; each is five minutes at least. */
const MOST_BLOCKS = 10_000;

type Window = { machineIds: readonly string[]; personId: string; from: Date; to: Date };

/**
 * The time of these machines that is taken in a window, and what requests wait for. A machine at a time, by its own
 * index: however long the history, only what holds is read. What the person holds while they choose is not in their own way.
 */
export async function readBusy(
  ctx: ServiceContext,
  { machineIds, personId, from, to }: Window,
): Promise<BusySpan[]> {
  const ids = [...machineIds];
  const [taken, asked] = await Promise.all([
    ctx.db.$queryRaw<Row[]>`
      SELECT m.id AS "machineId", k.times FROM unnest(${ids}::text[]) AS m(id)
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_array(
          (extract(epoch FROM b."startsAt") * 1000)::int8, (extract(epoch FROM b."endsAt") * 1000)::int8
        )) AS times
        FROM (
          SELECT "startsAt", "endsAt" FROM "MachineBlock"
          WHERE "machineId" = m.id AND holds AND "startsAt" < ${to} AND "endsAt" > ${from}
            AND ("expiresAt" IS NULL OR "expiresAt" > ${ctx.now()})
            AND ("holdId" IS NULL OR "holdId" NOT IN (
              SELECT h.id FROM "BookingHold" h LEFT JOIN "BookingWait" w ON w."holdId" = h.id
              WHERE h."personId" = ${personId} AND w.id IS NULL
            ))
          ORDER BY "startsAt" LIMIT ${MOST_BLOCKS}
        ) b
      ) k
      WHERE k.times IS NOT NULL`,
    ctx.db.$queryRaw<Asked[]>`
      SELECT k."machineId", k."startsAt", k."endsAt", u.name AS who
      FROM "Booking" b JOIN "MachineBlock" k ON k."bookingId" = b.id JOIN "User" u ON u.id = b."personId"
      WHERE b.status = 'pending' AND b."startsAt" < ${to} AND b."endsAt" > ${from} AND k."machineId" = ANY(${ids})`,
  ]);
  return [
    ...taken.flatMap(({ machineId, times }) =>
      times.map(([fromMs, toMs]) => ({ machineId, fromMs, toMs, isPending: false, who: null })),
    ),
    ...asked.map(({ machineId, who, startsAt, endsAt }) => ({
      machineId,
      fromMs: startsAt.getTime(),
      toMs: endsAt.getTime(),
      isPending: true,
      who,
    })),
  ];
}

export type Around = { before: string | null; after: string | null };
type Named = { at: number; side: 'before' | 'after'; who: string | null };

/** Who has the machines before and after each of the slots found: asked of these few only. */
export async function readAround(ctx: ServiceContext, slots: readonly Slot[]): Promise<Around[]> {
  const edges = slots.flatMap((slot, at) => [
    ...(slot.before ? [{ at, side: 'before', ...slot.before }] : []),
    ...(slot.after ? [{ at, side: 'after', ...slot.after }] : []),
  ]);
  if (edges.length === 0) return slots.map(() => ({ before: null, after: null }));
  const rows = await ctx.db.$queryRaw<Named[]>`
    SELECT e.at, e.side, coalesce(u.name, CASE WHEN k.kind = 'maintenance' THEN 'maintenance' END) AS who
    FROM unnest(
      ${edges.map((it) => it.at)}::int[], ${edges.map((it) => it.side)}::text[],
      ${edges.map((it) => it.machineId)}::text[], ${edges.map((it) => new Date(it.atMs))}::timestamptz[]
    ) AS e(at, side, "machineId", moment)
    JOIN "MachineBlock" k ON k."machineId" = e."machineId" AND k.holds
      AND CASE WHEN e.side = 'after' THEN k."startsAt" = e.moment ELSE k."startsAt" < e.moment AND k."endsAt" = e.moment END
    LEFT JOIN "Booking" b ON b.id = k."bookingId"
    LEFT JOIN "BookingHold" h ON h.id = k."holdId"
    LEFT JOIN "User" u ON u.id = coalesce(b."personId", h."personId")`;
  return slots.map((_, at) => {
    const whoOf = (side: Named['side']) => rows.find((it) => it.at === at && it.side === side)?.who ?? null;
    return { before: whoOf('before'), after: whoOf('after') };
  });
}
