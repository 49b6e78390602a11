import { SOON_MS, type CaredBooking } from '@/shared/domain/booking-care.ts';
import { STANDARD_RULES } from '@/shared/domain/booking-policy.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { ScopedRule } from '@/shared/schemas/booking-rule.ts';
import type { ServiceContext } from '../../context.ts';

export type CaredRow = Omit<CaredBooking, 'machines'> & {
  id: string;
  personId: string;
  teamId: string | null;
  purpose: string;
  revision: number;
  simulated: boolean;
  machines: readonly (CaredBooking['machines'][number] & { name: string })[];
};

const MINUTE_MS = 60_000;

/** Confirmed bookings that run, or begin within the longest time any rule looks ahead, with all their care needs. */
export function readCared(ctx: ServiceContext, rules: readonly ScopedRule[]): Promise<CaredRow[]> {
  const now = ctx.now();
  const reminders = rules.flatMap((it) => (it.kind === 'reminder' ? [it.value.minutes] : []));
  const aheadMinutes = Math.max(STANDARD_RULES.reminder?.minutes ?? 0, SOON_MS / MINUTE_MS, ...reminders);
  const until = new Date(now.getTime() + aheadMinutes * MINUTE_MS);
  return ctx.db.$queryRaw<CaredRow[]>`
    SELECT b.id, b."personId", b."teamId", b.purpose, b.revision, b.simulated, b."startsAt", b."endsAt", b."checkedInAt", b."remindedAt",
      b."warnedMinutes", b."idleAskedAt", b."idleKeptAt", b."missingMachineIds",
      s.id IS NOT NULL AS "hasSession", coalesce(s."isBusy", false) AS "isBusy", s."lastActivityAt", m.machines
    FROM "Booking" b
    LEFT JOIN LATERAL (
      SELECT max(s.id) AS id,
        bool_or(s.state::text = ANY(${LIVE_STATES}) AND s.state <> 'ready' OR g."isOpen") AS "isBusy",
        max(greatest(s."readyAt", g."endedAt")) AS "lastActivityAt"
      FROM "Session" s LEFT JOIN LATERAL (
        SELECT bool_or(g."endedAt" IS NULL) AS "isOpen", max(g."endedAt") AS "endedAt"
        FROM "Generation" g WHERE g."sessionId" = s.id
      ) g ON true
      WHERE s."bookingId" = b.id
    ) s ON true
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('id', m.id, 'name', m.name, 'catalogId', m."catalogId",
        'isAway', m.status <> 'active' OR coalesce(a.state = 'lost' AND a."lastSeenAt" IS NOT NULL, false)
      ) ORDER BY m.id), '[]') AS machines
      FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId" LEFT JOIN "Agent" a ON a."machineId" = m.id
      WHERE k."bookingId" = b.id
    ) m
    WHERE b.status = 'confirmed' AND b."startsAt" <= ${until} AND b."endsAt" > ${now}
    ORDER BY b."startsAt", b.id`;
}
