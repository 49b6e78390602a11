import { type Known, mayKnow } from '@/shared/domain/booking-visibility.ts';
import { RULE_VALUES, type ScopedRule } from '@/shared/schemas/booking-rule.ts';
import { may, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

/** By a booking's person; nobody's (maintenance, a machine that is lent out) is known to all. */
export type MayKnow = (personId: string | null) => Known;

const ALL: Known = { name: true, purpose: true };

/**
 * What who asks may know of each person's bookings. Whatever tells members of another's booking by name or purpose
 * asks this first: there is no second place that decides it.
 */
export async function readMayKnow(ctx: ServiceContext, tx: Transaction = ctx.db): Promise<MayKnow> {
  const viewer = {
    id: ctx.actor.kind === 'user' ? ctx.actor.id : null,
    seesAll: may(ctx, 'booking:approve'),
  };
  if (viewer.seesAll) return () => ALL;
  const rows = await tx.bookingRule.findMany({ where: { kind: 'visibility' } });
  if (rows.length === 0) return () => ALL;
  const rules = rows.map(({ setAt: _at, setById: _by, ...row }) => {
    return { ...row, value: RULE_VALUES.visibility.parse(row.value) } as ScopedRule;
  });
  const isByTeam = rules.some((it) => it.scope === 'team');
  const people = isByTeam ? await tx.user.findMany({ select: { id: true, teamId: true } }) : [];
  const teamOf = new Map(people.map((it) => [it.id, it.teamId]));
  return (personId) =>
    personId === null ? ALL : mayKnow(rules, viewer, { id: personId, teamId: teamOf.get(personId) ?? null });
}
