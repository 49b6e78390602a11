import type { Prisma } from '@/prisma/generated/client.ts';
import type { SessionView } from '@/shared/domain/session-machine.ts';
import type { Session } from '@/shared/schemas/session.ts';
import { Session as SessionSchema } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';

export const sessionInclude = {
  booking: { select: { purpose: true, personId: true, endsAt: true, endedAt: true } },
  startedBy: { select: { id: true, name: true } },
  ranks: { include: { machine: { select: { id: true, name: true } } }, orderBy: { rank: 'asc' } },
} satisfies Prisma.SessionInclude;
export type SessionRow = Prisma.SessionGetPayload<{ include: typeof sessionInclude }>;

/** When the machines are given back, which ends what runs on them. */
export const endOf = (booking: { endsAt: Date; endedAt: Date | null }): Date =>
  booking.endedAt ?? booking.endsAt;

export function toSession(ctx: ServiceContext, row: SessionRow): Session {
  return SessionSchema.parse({
    ...row,
    purpose: row.booking.purpose,
    endsAt: endOf(row.booking),
    mine: ctx.actor.kind === 'user' && ctx.actor.id === row.booking.personId,
    machines: row.ranks.map((it) => it.machine),
  });
}

export const toView = (row: SessionRow): SessionView => ({
  state: row.state,
  stateSince: row.stateSince,
  deadlineAt: row.deadlineAt,
  endReason: row.endReason as SessionView['endReason'],
  ranks: row.ranks.map((it) => ({ rank: it.rank, machineName: it.machine.name, state: it.state })),
});
