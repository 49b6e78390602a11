import { macName } from '@/shared/data/mac-models.ts';
import type { BookingRule, RuleChoices } from '@/shared/schemas/booking-rule.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ruleInclude, toRule } from './internal.ts';

/** The lab's rules, and what one can be set for; of each `limit` at most. */
export async function listRules(ctx: ServiceContext, { limit }: { limit: number }): Promise<RuleChoices> {
  authorize(ctx, 'lab:read');
  const byName = { select: { id: true, name: true }, orderBy: { name: 'asc' }, take: limit } as const;
  const [rules, teams, machines, kinds] = await Promise.all([
    readRules(ctx, limit),
    ctx.db.team.findMany(byName),
    ctx.db.machine.findMany({ ...byName, where: { status: { not: 'retired' } } }),
    ctx.db.machine.findMany({
      where: { status: { not: 'retired' }, catalogId: { not: null } },
      select: { catalogId: true },
      distinct: ['catalogId'],
      take: limit,
    }),
  ]);
  const models = kinds
    .flatMap(({ catalogId: id }) => (id === null ? [] : [{ id, name: macName(id) }]))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return { rules, teams, machines, models };
}

/** Those that are set, in words too. For other verbs, which have asked for the right. */
export async function readRules(ctx: ServiceContext, limit: number): Promise<BookingRule[]> {
  const rows = await ctx.db.bookingRule.findMany({
    include: ruleInclude,
    orderBy: [{ kind: 'asc' }, { setAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(toRule);
}
