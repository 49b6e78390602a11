import { formatRange } from '@/shared/domain/format.ts';
import { rolesThatMay } from '@/shared/domain/permissions.ts';
import type { BookingCost, ContestChargeInput } from '@/shared/schemas/booking-cost.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { mayContest } from './adjustments.ts';
import { lockBooking, type LockedBooking } from './internal.ts';
import { readBookingCost } from './read-booking-cost.ts';
import { readPolicy } from './read-policy.ts';
import { requireProject } from './require-project.ts';

/**
 * A person says what one of their bookings should be charged instead, while it runs or when it is over: for other
 * times, to another project, or not at all. One at a time; the admins are told.
 */
export async function contestCharge(ctx: ServiceContext, input: ContestChargeInput): Promise<BookingCost> {
  const user = requireUser(ctx);
  const { timeZone } = await readPolicy(ctx.db, null);
  await withTransaction(ctx, async (tx, afterCommit) => {
    const booking = await lockBooking(ctx, tx, input.bookingId);
    authorize(ctx, 'booking:contest-own', { ownerId: booking.personId });
    await checkContest(ctx, tx, booking, input, timeZone);
    const isTimes = input.kind === 'times';
    const isProject = input.kind === 'project';
    await tx.bookingAdjustment.create({
      data: {
        bookingId: booking.id,
        kind: input.kind,
        reason: input.reason,
        wantedFrom: isTimes ? input.wantedFrom : null,
        wantedUntil: isTimes ? input.wantedUntil : null,
        wantedProjectId: isProject ? input.wantedProjectId : null,
        askedById: user.id,
        askedAt: ctx.now(),
      },
    });
    await emitAudit(ctx, tx, {
      action: 'booking.contest-charge',
      objectType: 'booking',
      objectId: booking.id,
      objectName: booking.purpose,
      after: {
        kind: input.kind,
        from: isTimes ? input.wantedFrom : null,
        until: isTimes ? input.wantedUntil : null,
        reason: input.reason,
      },
    });
    await tellAdmins(ctx, tx, afterCommit, booking, input);
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: booking.id, revision: booking.revision }));
  });
  return readBookingCost(ctx, { id: input.bookingId });
}

async function checkContest(
  ctx: ServiceContext,
  tx: Transaction,
  booking: LockedBooking,
  input: ContestChargeInput,
  timeZone: string,
): Promise<void> {
  const row = await tx.booking.findUniqueOrThrow({
    where: { id: booking.id },
    select: {
      status: true,
      endReason: true,
      startsAt: true,
      endsAt: true,
      endedAt: true,
      projectId: true,
      adjustments: { select: { decision: true } },
    },
  });
  const verdict = mayContest(row, ctx.now());
  if (!verdict.ok) throw new ServiceError('PRECONDITION_FAILED', verdict.message);
  if (input.kind === 'times') {
    const until = row.endReason === 'no_show' ? row.endsAt : (row.endedAt ?? row.endsAt);
    if (input.wantedFrom! < row.startsAt || input.wantedUntil! > until) {
      const held = formatRange(row.startsAt, until, timeZone, ctx.now());
      throw new ServiceError('VALIDATION', `The machines were held ${held}. Choose times within that.`);
    }
  }
  if (input.kind === 'project') {
    if (row.projectId === input.wantedProjectId)
      throw new ServiceError('VALIDATION', 'It is charged to that already. Choose another project.');
    await requireProject(ctx, tx, { projectId: input.wantedProjectId, personId: booking.personId });
  }
}

async function tellAdmins(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, purpose, personId }: LockedBooking,
  { reason }: ContestChargeInput,
): Promise<void> {
  const admins = await tx.user.findMany({
    where: {
      role: { in: rolesThatMay('booking:decide-charge') },
      id: { not: personId },
      deactivatedAt: null,
    },
    select: { id: true },
  });
  const words = admins.map((it) => ({
    personId: it.id,
    kind: 'adjustment.asked' as const,
    title: `${ctx.actor.name} contests what “${purpose}” is charged`,
    text: reason,
    link: '/bookings/charges',
    dedupeKey: `adjustment.asked ${id} ${ctx.now().toISOString()}`,
  }));
  await notify(ctx, tx, afterCommit, words);
}
