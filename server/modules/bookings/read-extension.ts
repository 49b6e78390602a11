import { limitsOfRules, limitsOfTaken, type NextTaken } from '@/shared/domain/booking-extension.ts';
import { bookingPhase, LONGEST_BOOKING_MS } from '@/shared/domain/booking-rules.ts';
import type { BookingExtension } from '@/shared/schemas/booking-life.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { BEGUN } from './change-booking.ts';
import { readPolicyOf } from './read-policy.ts';
import { readPolicyFacts } from './read-policy-facts.ts';
import { readMayKnow } from '../visibility/index.ts';

/** Until when a booking could run on, and all that limits it, the binding limit first. */
export async function readExtension(ctx: ServiceContext, { id }: { id: string }): Promise<BookingExtension> {
  const booking = await ctx.db.booking.findUnique({
    where: { id },
    include: {
      blocks: { select: { machine: { select: { id: true, name: true, catalogId: true } } } },
    },
  });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  authorize(ctx, 'booking:move-own', { ownerId: booking.personId });
  const now = ctx.now();
  const phase = bookingPhase(booking, now);
  if (phase !== 'running' && phase !== 'upcoming')
    throw new ServiceError('PRECONDITION_FAILED', 'Only a booking that runs or is to come can be extended.');
  const { startsAt, endsAt } = booking;
  const machines = booking.blocks.map((it) => it.machine);
  const policy = await readPolicyOf(ctx.db, booking);
  const extended = { machines, startsAt, endsAt };
  const farthest = new Date(startsAt.getTime() + LONGEST_BOOKING_MS);
  const taken = await readNextTaken(ctx, {
    bookingId: id,
    machineIds: machines.map((it) => it.id),
    from: endsAt,
    to: farthest,
  });
  const asked = { bookingId: id, startsAt, endsAt: farthest, machines, simulated: booking.simulated };
  const facts = await readPolicyFacts(ctx, ctx.db, policy, asked);
  const mayAgree = may(ctx, 'booking:approve');
  const limits = [
    ...limitsOfTaken(extended, taken, policy, now),
    ...limitsOfRules(extended, policy, now, { kept: BEGUN, mayAgree, facts }),
  ]
    .map((it) => ({ ...it, at: it.at < endsAt ? endsAt : it.at }))
    .toSorted((a, b) => Number(b.ofAll) - Number(a.ofAll) || a.at.getTime() - b.at.getTime());
  const until = limits.find((it) => it.ofAll)?.at ?? null;
  const [binding, ...others] = limits;
  const byTime = others.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return { endsAt, until, limits: binding ? [binding, ...byTime] : [] };
}

type Span = { bookingId: string; machineIds: string[]; from: Date; to: Date };

/** The first on each machine that stands after the booking, its own turnaround not counted. */
async function readNextTaken(
  ctx: ServiceContext,
  { bookingId, machineIds, from, to }: Span,
): Promise<NextTaken[]> {
  const rows = await ctx.db.$queryRaw<(NextTaken & { personId: string | null })[]>`
    SELECT DISTINCT ON (k."machineId") coalesce(k."bookingId", k."windowId", k."holdId", k.id) AS key,
      k."machineId", k.kind::text, k."startsAt", coalesce(u.id, w.id) AS "personId", coalesce(u.name, w.name) AS "personName", k.note, k."bookingId"
    FROM "MachineBlock" k
    LEFT JOIN "Booking" b ON b.id = k."bookingId"
    LEFT JOIN "User" u ON u.id = b."personId"
    LEFT JOIN "BookingHold" h ON h.id = k."holdId"
    LEFT JOIN "User" w ON w.id = h."personId"
    WHERE k."machineId" = ANY(${machineIds}) AND k.holds
      AND (k."expiresAt" IS NULL OR k."expiresAt" > ${ctx.now()})
      AND k."bookingId" IS DISTINCT FROM ${bookingId}
      AND k."startsAt" >= ${from} AND k."startsAt" < ${to}
    ORDER BY k."machineId", k."startsAt"`;
  const mayKnow = await readMayKnow(ctx);
  return rows.map(({ personId, personName, ...row }) => ({
    ...row,
    personName: mayKnow(personId).name ? personName : null,
  }));
}
