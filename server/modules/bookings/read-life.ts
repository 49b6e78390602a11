import { overlapMs } from '@/shared/domain/usage.ts';
import type { BookingLife } from '@/shared/schemas/booking-life.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { bookingFigures } from '../energy/index.ts';
import { readDeciders } from './answer-request.ts';

const MOST_SESSIONS = 200;

/**
 * The moments of a booking's life, its sessions and what they used so far. What was said about a request is for its
 * person and for whoever answers requests.
 */
export async function readLife(ctx: ServiceContext, { id }: { id: string }): Promise<BookingLife> {
  authorize(ctx, 'lab:read');
  const booking = await ctx.db.booking.findUnique({
    where: { id },
    include: {
      decidedBy: { select: { name: true } },
      sessions: {
        select: { id: true, modelTitle: true, state: true, createdAt: true, readyAt: true, endedAt: true },
        orderBy: [{ createdAt: 'asc' }, { epoch: 'asc' }],
        take: MOST_SESSIONS,
      },
    },
  });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  const now = ctx.now();
  const isOwn = ctx.actor.kind === 'user' && ctx.actor.id === booking.personId;
  const knows =
    isOwn || may(ctx, 'booking:approve-led', { teamId: booking.teamId, ownerId: booking.personId });
  const held = { from: booking.startsAt, to: booking.endedAt ?? booking.endsAt };
  const [figures, deciders] = await Promise.all([
    bookingFigures(ctx, id),
    booking.status === 'pending' && knows ? readDeciders(ctx.db, booking) : [],
  ]);
  // Sessions of one booking follow each other: none is counted beside another.
  const usedMs = booking.sessions.reduce(
    (sum, it) => sum + overlapMs({ from: it.createdAt, to: it.endedAt ?? now }, held),
    0,
  );
  return {
    createdAt: booking.createdAt,
    approvalRule: knows ? booking.approvalRule : null,
    decidedAt: booking.decidedAt,
    decidedBy: booking.decidedBy?.name ?? null,
    decisionNote: knows ? booking.decisionNote : null,
    // Why the rules were set aside is everybody's to read.
    overrideReason: booking.overrideReason,
    deciders: deciders.map((it) => it.name),
    sessions: booking.sessions.map(({ createdAt, ...it }) => ({ ...it, startedAt: createdAt })),
    usedMs,
    ...figures,
  };
}
