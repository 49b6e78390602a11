import type { MachineEvents, MachineEventsInput } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { requireSpan } from './internal.ts';

type Row = { at: Date; kind: MachineEvents['events'][number]['kind']; begins: boolean; what: string | null };

/** What happened on a machine: sessions, bookings, maintenance and alerts that began or ended then, the newest of too many. */
export async function readMachineEvents(
  ctx: ServiceContext,
  input: MachineEventsInput,
): Promise<MachineEvents> {
  authorize(ctx, 'lab:read');
  const { from, to } = requireSpan(input);
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH held AS (
      SELECT 'session' AS kind, s."createdAt" AS "from", s."endedAt" AS "to", s."modelTitle" AS what
      FROM "SessionRank" r JOIN "Session" s ON s.id = r."sessionId" WHERE r."machineId" = ${input.machineId}
      UNION ALL
      SELECT b.kind::text, coalesce(k."startsAt", b."startsAt"), coalesce(k."endedAt", k."endsAt", b."endsAt"), NULL
      FROM "MachineBlock" b LEFT JOIN "Booking" k ON k.id = b."bookingId"
      WHERE b."machineId" = ${input.machineId} AND (k.status IN ('confirmed', 'ended')
        OR (b.kind = 'maintenance' AND NOT b.waits))
      UNION ALL
      SELECT 'alert', "firedAt", "endedAt", title FROM "Alert"
      WHERE "subjectKind" = 'machine' AND "subjectId" = ${input.machineId}
    ), edges AS (
      SELECT kind, what, "from" AS at, true AS begins FROM held
      UNION ALL SELECT kind, what, "to", false FROM held
    )
    SELECT at, kind, begins, what FROM edges WHERE at >= ${from} AND at < ${to} AND at <= ${ctx.now()}
    ORDER BY at DESC, kind, begins LIMIT ${input.limit + 1}`;
  return {
    events: rows
      .slice(0, input.limit)
      .toReversed()
      .map((row) => ({ at: row.at, kind: row.kind, label: labelOf(row) })),
    hasMore: rows.length > input.limit,
  };
}

function labelOf({ kind, begins, what }: Row): string {
  if (kind === 'alert') return begins ? what! : `${what}: over`;
  return `${what ?? NAMES[kind]} ${begins ? 'begins' : 'ends'}`;
}

const NAMES: Record<Exclude<Row['kind'], 'alert'>, string> = {
  session: 'Session',
  booking: 'Booking',
  maintenance: 'Maintenance',
};
