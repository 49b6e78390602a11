import { ALL_KNOWN, type Known, mayKnow } from '@/shared/domain/booking-visibility.ts';
import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import { RULE_VALUES, type ScopedRule } from '@/shared/schemas/booking-rule.ts';
import { briefly } from '../../briefly.ts';
import { may, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

const NOTHING: Known = { name: false, purpose: false };

/** By a booking's person; nobody's (maintenance, a machine that is lent out) is known to all. */
export type MayKnow = (personId: string | null) => Known;

/**
 * What who asks may know of each person's bookings. Whatever tells members of another's booking by name or purpose
 * asks this first: there is no second place that decides it. A lead knows all of their people's. Within a transaction `tx` reads it there.
 */
export async function readMayKnow(ctx: ServiceContext, tx: Transaction = ctx.db): Promise<MayKnow> {
  const { actor } = ctx;
  if (actor.kind === 'wall' && !actor.showsNames) return () => NOTHING;
  if ((actor.kind !== 'user' && actor.kind !== 'wall') || may(ctx, 'booking:approve')) return () => ALL_KNOWN;
  const { rules, teamsOf } = tx === ctx.db ? await readShared(ctx) : await readRules(tx);
  if (rules.length === 0) return () => ALL_KNOWN;
  // A screen is nobody: it knows of each what a stranger in the lab may.
  const viewer = { id: actor.kind === 'user' ? actor.id : null, seesAll: false };
  const leads = (actor.kind === 'user' && actor.leads) || [];
  return (personId) =>
    personId === null || teamsOf.get(personId)?.some((it) => leads.includes(it))
      ? ALL_KNOWN
      : mayKnow(rules, viewer, { id: personId, teamIds: teamsOf.get(personId) ?? [] });
}

const readShared = briefly(
  { action: 'wall:read', forMs: SHARED_READ_MS, until: ['booking-rule.changed', 'member.changed'] },
  (ctx) => readRules(ctx.db),
);

async function readRules(tx: Transaction) {
  const rows = await tx.bookingRule.findMany({ where: { kind: 'visibility' } });
  const rules = rows.map(({ setAt: _at, setById: _by, ...row }) => {
    return { ...row, value: RULE_VALUES.visibility.parse(row.value) } as ScopedRule;
  });
  const isAsked = rules.length > 0;
  const members = isAsked ? await tx.teamMember.findMany({ select: { userId: true, teamId: true } }) : [];
  const ofPeople = Map.groupBy(members, (it) => it.userId);
  return { rules, teamsOf: new Map([...ofPeople].map(([id, rows]) => [id, rows.map((it) => it.teamId)])) };
}
