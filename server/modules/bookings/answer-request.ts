import { can, rolesThatMay } from '@/shared/domain/permissions.ts';
import { ROLES } from '@/shared/schemas/member.ts';
import { formatDatedRange } from '@/shared/domain/format.ts';
import { type AfterCommit, authorize, may, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { notify } from '../notifications/index.ts';
import { lockBooking, type LockedBooking } from './internal.ts';
import { readPolicy } from './read-policy.ts';

/** Who answers this request: who answers all of them, or a lead of its team where it is another's. */
export const authorizeAnswer = (
  ctx: ServiceContext,
  { teamId, personId: ownerId }: { teamId: string | null; personId: string },
): void => authorize(ctx, 'booking:approve-led', { teamId, ownerId });

/** The teams whose requests alone somebody answers; null: all. */
export const answeredTeams = (ctx: ServiceContext): readonly string[] | null =>
  may(ctx, 'booking:approve') ? null : (ctx.actor.kind === 'user' && ctx.actor.leads) || [];

/**
 * The request's row, held, for who may answer it. One that is answered as wanted already is given back as it is.
 */
export async function lockRequest(
  ctx: ServiceContext,
  tx: Transaction,
  input: { id: string; revision: number },
  wanted: 'confirmed' | 'declined',
): Promise<LockedBooking> {
  const row = await lockBooking(ctx, tx, input.id);
  authorizeAnswer(ctx, row);
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

/** Whoever may agree to a booking of this person for this team, by name. */
export const readDeciders = (
  tx: Transaction,
  { personId, teamId }: { personId: string; teamId: string | null },
): Promise<{ id: string; name: string }[]> =>
  tx.user.findMany({
    where: {
      deactivatedAt: null,
      OR: [
        { role: { in: rolesThatMay('booking:approve') } },
        {
          id: { not: personId },
          role: { in: LEADS },
          memberships: { some: { teamId: teamId ?? '', isLead: true } },
        },
      ],
    },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MOST_DECIDERS,
  });
const MOST_DECIDERS = 50;
/** Who may answer where they lead; a viewer never does. */
const LEADS = ROLES.filter((role) => can({ kind: 'user', id: '', role, leads: [''] }, 'booking:approve-led'));

type Asked = {
  id: string;
  personId: string;
  teamId: string | null;
  purpose: string;
  startsAt: Date;
  endsAt: Date;
};

/** Whoever may agree hears of a new request, but for who asks. */
export async function tellAsked(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  asked: Asked,
  { timeZone, rule }: { timeZone: string; rule: string },
): Promise<void> {
  const when = formatDatedRange(asked.startsAt, asked.endsAt, timeZone);
  const deciders = await readDeciders(tx, asked);
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
