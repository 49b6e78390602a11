import { RUNNING_STATES } from '@/shared/domain/session-states.ts';
import type { Session } from '@/shared/schemas/session.ts';
import { asSystem, authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { sessionInclude, type SessionRow, toSession } from './internal.ts';
import { keepWarm } from './keep-warm.ts';

/** Ends a session by a person's wish. Ending an ended one is not an error. */
export async function endSession(ctx: ServiceContext, input: { id: string }): Promise<Session> {
  const row = await ctx.db.session.findUnique({ where: { id: input.id }, include: sessionInclude });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  const ownerId = row.state === 'warm' ? await readHolder(ctx, row) : row.booking.personId;
  authorize(ctx, 'session:end-own', { ownerId });
  const ended = await applySessionEvent(
    ctx,
    { sessionId: row.id, epoch: null },
    { type: 'end', reason: 'ended_by_person', by: ctx.actor.name },
    {
      onMove: (tx, from, to) =>
        emitAudit(ctx, tx, {
          action: 'session.end',
          objectType: 'session',
          objectId: to.id,
          objectName: to.modelTitle,
          before: { state: from.state },
          after: { state: to.state },
        }),
    },
  );
  return toSession(ctx, ended ?? row);
}

/** What is kept warm is nobody's: beside admins, who holds one of its machines now may end it. */
async function readHolder(ctx: ServiceContext, { ranks }: SessionRow): Promise<string> {
  const now = ctx.now();
  const booking = await ctx.db.booking.findFirst({
    where: {
      status: 'confirmed',
      startsAt: { lte: now },
      endsAt: { gt: now },
      blocks: { some: { holds: true, machineId: { in: ranks.map((it) => it.machineId) } } },
    },
    select: { personId: true },
  });
  return booking?.personId ?? '';
}

/** Ends what runs on a booking that is over; a model that the lab keeps warm goes on for the next one. */
export async function endSessionsOfBooking(
  ctx: ServiceContext,
  input: { bookingId: string; reason: 'booking_ended' | 'booking_cancelled' },
): Promise<void> {
  const rows = await ctx.db.session.findMany({
    where: { bookingId: input.bookingId, state: { in: [...RUNNING_STATES] } },
    select: { id: true },
  });
  for (const { id } of rows) {
    if (input.reason === 'booking_ended' && (await keepWarm(ctx, id))) continue;
    await applySessionEvent(
      asSystem(ctx, 'booking'),
      { sessionId: id, epoch: null },
      { type: 'end', reason: input.reason, by: null },
    );
  }
}
