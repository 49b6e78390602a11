import type { Prisma } from '@/prisma/generated/client.ts';
import { NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import type { SessionView } from '@/shared/domain/session-machine.ts';
import type { Session } from '@/shared/schemas/session.ts';
import { Session as SessionSchema } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import { type MayKnow, readMayKnow } from '../visibility/index.ts';

export const sessionInclude = {
  booking: { select: { purpose: true, personId: true, endsAt: true, endedAt: true } },
  startedBy: { select: { id: true, name: true } },
  takesOver: { select: { id: true, epoch: true } },
  takenOverBy: { select: { id: true } },
  ranks: { include: { machine: { select: { id: true, name: true } } }, orderBy: { rank: 'asc' } },
} satisfies Prisma.SessionInclude;
export type SessionRow = Prisma.SessionGetPayload<{ include: typeof sessionInclude }>;

/** When the machines are given back, which ends what runs on them. */
export const endOf = (booking: { endsAt: Date; endedAt: Date | null }): Date =>
  booking.endedAt ?? booking.endsAt;

export async function toSession(ctx: ServiceContext, row: SessionRow): Promise<Session> {
  return tellSession(ctx, row, await readMayKnow(ctx));
}

/** Whose it is and what for as far as who asks may know. */
export function tellSession(ctx: ServiceContext, row: SessionRow, mayKnow: MayKnow): Session {
  const known = mayKnow(row.booking.personId);
  return SessionSchema.parse({
    ...row,
    startedBy: known.name ? row.startedBy : SOMEBODY,
    purpose: known.purpose ? row.booking.purpose : NO_PURPOSE,
    endsAt: endOf(row.booking),
    warm: row.warmUntil && {
      until: row.warmUntil,
      endedAt: row.warmEndedAt,
      end: row.warmEnd,
      takenOverById: row.takenOverBy?.id ?? null,
    },
    mine: ctx.actor.kind === 'user' && ctx.actor.id === row.booking.personId,
    machines: row.ranks.map((it) => it.machine),
  });
}

export const toView = (row: SessionRow): SessionView => ({
  state: row.state,
  stateSince: row.stateSince,
  deadlineAt: row.deadlineAt,
  endReason: row.endReason as SessionView['endReason'],
  proves: row.provesAnswers,
  ranks: row.ranks.map((it) => ({ rank: it.rank, machineName: it.machine.name, state: it.state })),
});
