import { whyNoWay } from '@/shared/domain/booking-priority.ts';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import { formatDatedRange, zoneName } from '@/shared/domain/format.ts';
import type { BookingConflict } from '@/shared/schemas/booking.ts';
import type { Role } from '@/shared/schemas/member.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import { TimeTaken, type TimeWish } from './decide-time.ts';
import { searchNextFree } from './find-next-free.ts';
import { holdWaiting } from './hold-waiting.ts';
import { lockBooking, readMachineIds } from './internal.ts';
import { longestTurnaroundMs, readForTurnaround } from './read-policy.ts';

type Row = {
  bookingId: string | null;
  kind: 'booking' | 'hold' | 'maintenance';
  machineId: string;
  machineName: string;
  catalogId: string | null;
  personId: string | null;
  teamId: string | null;
  otherTeamIds: string[];
  role: Role;
  startsAt: Date;
  endsAt: Date;
};

/** All that a wish runs into on its machines, turnarounds included. */
async function readInTheWay(
  ctx: ServiceContext,
  tx: Transaction,
  wish: TimeWish,
  policy: Policy,
): Promise<Row[]> {
  const machineIds = [...wish.machineIds];
  const machines = await readForTurnaround(tx, policy, machineIds);
  const until = new Date(wish.endsAt.getTime() + longestTurnaroundMs(policy, machines));
  return tx.$queryRaw<Row[]>`
    SELECT k."bookingId", k.kind::text, m.id AS "machineId", m.name AS "machineName", m."catalogId",
      u.id AS "personId", CASE WHEN b.id IS NULL THEN u."teamId" ELSE b."teamId" END AS "teamId",
      ARRAY(SELECT t."teamId" FROM "TeamMember" t WHERE t."userId" = u.id) AS "otherTeamIds", u.role::text, coalesce(b."startsAt", k."startsAt") AS "startsAt",
      coalesce(b."endsAt", k."endsAt") AS "endsAt"
    FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId"
    LEFT JOIN "Booking" b ON b.id = k."bookingId"
    LEFT JOIN "User" u ON u.id = b."personId"
    WHERE k."machineId" = ANY(${machineIds}) AND (k.holds OR k.waits)
      AND (k."expiresAt" IS NULL OR k."expiresAt" > ${ctx.now()})
      AND k."bookingId" IS DISTINCT FROM ${wish.bookingId} AND k."holdId" IS DISTINCT FROM ${wish.holdId ?? ''}
      AND k."startsAt" < ${until} AND k."endsAt" > ${wish.startsAt}
    ORDER BY k."bookingId", m.name`;
}

function whyNot(policy: Policy, rows: readonly Row[], now: Date): string | null {
  for (const { machineId, machineName, catalogId, personId, kind, startsAt, ...whose } of rows) {
    const machine = { id: machineId, name: machineName, catalogId };
    const { teamId, otherTeamIds, role } = whose;
    const person = personId === null ? null : { id: personId, teamId, otherTeamIds, role };
    const why = whyNoWay(policy, { machine, kind, person, startsAt }, now);
    if (why) return why;
  }
  return null;
}

const idsOf = (rows: readonly Row[]): string[] =>
  [...new Set(rows.flatMap((it) => it.bookingId ?? []))].toSorted();

/** For a refusal: would it be let through by priority, and over how many bookings? Null where no rule gives any. */
export async function tellMakeWay(
  ctx: ServiceContext,
  wish: TimeWish,
  policy: Policy,
): Promise<NonNullable<BookingConflict['makeWay']> | null> {
  if (!policy.person || !policy.rules.some((it) => it.kind === 'priority')) return null;
  const rows = await readInTheWay(ctx, ctx.db, wish, policy);
  if (rows.length === 0) return null;
  return { bookings: idsOf(rows).length, why: whyNot(policy, rows, ctx.now()) };
}

export type Way = { bookingIds: string[]; elsewhere: ReadonlyMap<string, string> };

/**
 * Before the transaction: whose bookings would make way, and where each could go instead. Throws PRECONDITION_FAILED
 * with the reason where priority does not go that far.
 */
export async function planWay(ctx: ServiceContext, wish: TimeWish, policy: Policy): Promise<Way> {
  const rows = await readInTheWay(ctx, ctx.db, wish, policy);
  const why = whyNot(policy, rows, ctx.now());
  if (why)
    throw new ServiceError('PRECONDITION_FAILED', why, { details: { reason: 'rule', rule: 'priority' } });
  const elsewhere = new Map<string, string>();
  const bookingIds = idsOf(rows);
  const alsoBusy = [{ startsAt: wish.startsAt, endsAt: wish.endsAt }];
  for (const id of bookingIds) {
    const { startsAt, endsAt } = rows.find((it) => it.bookingId === id)!;
    const machineIds = await readMachineIds(ctx.db, [id]);
    const durationMs = endsAt.getTime() - startsAt.getTime();
    const free = await searchNextFree(
      ctx,
      { machineIds, durationMs, from: startsAt, without: id, alsoBusy },
      policy,
    );
    if (!free) continue;
    alsoBusy.push(free);
    const range = formatDatedRange(free.startsAt, free.endsAt, policy.timeZone);
    elsewhere.set(id, `${range} ${zoneName(policy.timeZone, free.endsAt)}`);
  }
  return { bookingIds, elsewhere };
}

type Asked = { wish: TimeWish; policy: Policy; purpose: string };

/**
 * Cancels what makes way: its bookings locked by id before any machine, and judged again now that they can't change.
 * Whatever came in the way meanwhile refuses the whole.
 */
export async function clearWay(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  way: Way,
  { wish, policy, purpose }: Asked,
): Promise<void> {
  const bookings = [];
  for (const id of way.bookingIds) bookings.push(await lockBooking(ctx, tx, id));
  const freed = await readMachineIds(tx, way.bookingIds);
  await lockMachines(tx, [...new Set([...freed, ...wish.machineIds])]);
  const rows = await readInTheWay(ctx, tx, wish, policy);
  const isSame = idsOf(rows).every((id) => way.bookingIds.includes(id));
  if (!isSame || whyNot(policy, rows, ctx.now()) !== null) throw new TimeTaken();
  const gone = bookings.filter((it) => idsOf(rows).includes(it.id));
  for (const booking of gone) await preempt(ctx, tx, afterCommit, { booking, way, policy, purpose });
  await holdWaiting(
    ctx,
    tx,
    afterCommit,
    freed.filter((it) => !wish.machineIds.includes(it)),
  );
}

type Gone = {
  booking: Awaited<ReturnType<typeof lockBooking>>;
  way: Way;
  policy: Policy;
  purpose: string;
};

async function preempt(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { booking, way, policy, purpose }: Gone,
): Promise<void> {
  const { id, personId, startsAt, endsAt, revision } = booking;
  await tx.booking.update({
    where: { id },
    data: { status: 'cancelled', endReason: 'preempted', revision: { increment: 1 } },
    select: { id: true },
  });
  await tx.machineBlock.updateMany({ where: { bookingId: id }, data: { holds: false } });
  await emitAudit(ctx, tx, {
    action: 'booking.preempt',
    objectType: 'booking',
    objectId: id,
    objectName: booking.purpose,
    before: { status: booking.status, from: startsAt, until: endsAt, by: null },
    after: { status: 'cancelled', from: null, until: null, by: purpose },
  });
  const range = `${formatDatedRange(startsAt, endsAt, policy.timeZone)} ${zoneName(policy.timeZone, endsAt)}`;
  const elsewhere = way.elsewhere.get(id);
  const next = elsewhere
    ? `Its machines are free together next: ${elsewhere}.`
    : 'Its machines are not free together for that long in the time that can be booked.';
  await notify(ctx, tx, afterCommit, [
    {
      personId,
      kind: 'booking.preempted',
      title: `“${booking.purpose}” made way`,
      text: `Somebody with a higher priority needs its machines: ${range} is cancelled. ${next}`,
      link: `/bookings/${id}`,
      dedupeKey: `booking.preempted ${id} ${revision}`,
    },
  ]);
  afterCommit(() => {
    ctx.bus.emit('booking.changed', { bookingId: id, revision: revision + 1 });
    ctx.bus.emit('booking.over', { bookingId: id, reason: 'booking_cancelled' });
  });
}
