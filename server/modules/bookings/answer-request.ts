import { rolesThatMay } from '@/shared/domain/permissions.ts';
import { formatDatedRange } from '@/shared/domain/format.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { notify } from '../notifications/index.ts';
import { lockBooking, type LockedBooking } from './internal.ts';
import { readPolicy } from './read-policy.ts';

/** The request's row, held. One that is answered as wanted already is given back as it is. */
export async function lockRequest(
  ctx: ServiceContext,
  tx: Transaction,
  input: { id: string; revision: number },
  wanted: 'confirmed' | 'declined',
): Promise<LockedBooking> {
  const row = await lockBooking(ctx, tx, input.id);
  if (row.status === wanted) return row;
  if (row.status !== 'pending') throw new ServiceError('PRECONDITION_FAILED', ANSWERED[row.status]);
  if (row.startsAt <= ctx.now())
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'Its start has passed, so this request has lapsed. Whoever asked can ask for another time.',
    );
  if (row.revision !== input.revision)
    throw new ServiceError('CONFLICT', 'This request was changed meanwhile. Reload it and try again.');
  return row;
}

const ANSWERED: Record<Exclude<LockedBooking['status'], 'pending'>, string> = {
  confirmed: 'This request was approved already. Cancel the booking to take it back.',
  declined: 'This request was declined already. Whoever asked can ask again.',
  cancelled: 'This request was taken back by who asked.',
  ended: 'This booking is over. There is nothing to answer.',
};

export async function writeAnswer(
  ctx: ServiceContext,
  tx: Transaction,
  { id }: LockedBooking,
  { status, note, startsAt }: { status: 'confirmed' | 'declined'; note: string; startsAt?: Date },
): Promise<void> {
  const decidedById = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  await tx.booking.update({
    where: { id },
    data: {
      status,
      decidedById,
      decidedAt: ctx.now(),
      decisionNote: note || null,
      ...(startsAt && { startsAt }),
      revision: { increment: 1 },
    },
    select: { id: true },
  });
}

/** Who asked is told, unless they answered it themself. */
export async function tellAnswer(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  request: Pick<LockedBooking, 'id' | 'personId' | 'purpose' | 'startsAt' | 'endsAt'>,
  { agreed, note }: { agreed: boolean; note: string },
): Promise<void> {
  if (ctx.actor.kind === 'user' && ctx.actor.id === request.personId) return;
  const { timeZone } = await readPolicy(tx, null);
  const when = formatDatedRange(request.startsAt, request.endsAt, timeZone);
  const by = ctx.actor.kind === 'user' ? ctx.actor.name : null;
  const said = note ? ` “${note}”` : '';
  await notify(ctx, tx, afterCommit, [
    {
      personId: request.personId,
      kind: 'booking.decided',
      title: agreed ? `“${request.purpose}” is approved` : `“${request.purpose}” was not approved`,
      text: agreed
        ? `${by ?? 'An admin'} approved it: ${when}.${said}`
        : by
          ? `${by} declined it: ${when}.${said}`
          : `Nobody answered before its start, ${when}. Ask for another time.`,
      link: `/bookings/${request.id}`,
      dedupeKey: `booking.decided ${request.id}`,
    },
  ]);
}

/** Whoever may agree to a booking, by name. */
export const readDeciders = (tx: Transaction): Promise<{ id: string; name: string }[]> =>
  tx.user.findMany({
    where: { role: { in: rolesThatMay('booking:approve') }, deactivatedAt: null },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MOST_DECIDERS,
  });
const MOST_DECIDERS = 50;

type Asked = { id: string; personId: string; purpose: string; startsAt: Date; endsAt: Date };

/** Whoever may agree hears of a new request, but for who asks. */
export async function tellAsked(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  asked: Asked,
  { timeZone, rule }: { timeZone: string; rule: string },
): Promise<void> {
  const when = formatDatedRange(asked.startsAt, asked.endsAt, timeZone);
  const deciders = await readDeciders(tx);
  await notify(
    ctx,
    tx,
    afterCommit,
    deciders
      .filter((it) => it.id !== asked.personId)
      .map(({ id: personId }) => ({
        personId,
        kind: 'booking.asked' as const,
        title: `${ctx.actor.name} asks for “${asked.purpose}”`,
        text: `${when}. ${rule}`,
        link: `/bookings/${asked.id}`,
        dedupeKey: `booking.asked ${asked.id}`,
      })),
  );
}
