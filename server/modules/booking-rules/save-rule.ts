import type * as z from 'zod';
import { getMacModel } from '@/shared/data/mac-models.ts';
import { type BookingRule, type SaveRuleInput, scopesOf } from '@/shared/schemas/booking-rule.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { auditName, auditValue, ruleInclude, toRule } from './internal.ts';

type Input = z.output<typeof SaveRuleInput>;

/** Sets a rule for the lab, a team, a machine or a model; what stood there of its kind is replaced. */
export async function saveRule(ctx: ServiceContext, input: Input): Promise<BookingRule> {
  authorize(ctx, 'booking:set-rules');
  const { id: setById } = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const of = await checkScope(tx, input);
    // One at a time, so that each says what stood before it.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('booking-rule'))::text`;
    const where = { kind: input.kind, scope: input.scope, ...of };
    const found = await tx.bookingRule.findFirst({ where, include: ruleInclude });
    const data = { value: input.value, setById, setAt: ctx.now() };
    const row = found
      ? await tx.bookingRule.update({ where: { id: found.id }, data, include: ruleInclude })
      : await tx.bookingRule.create({ data: { ...where, ...data }, include: ruleInclude });
    const [before, after] = [found && toRule(found), toRule(row)];
    await emitAudit(ctx, tx, {
      action: 'booking-rule.save',
      objectType: 'booking-rule',
      objectId: row.id,
      objectName: auditName(after),
      before: before && auditValue(before),
      after: auditValue(after),
    });
    afterCommit(() => ctx.bus.emit('booking-rule.changed', { ruleId: row.id }));
    return after;
  });
}

/** The column that goes with the scope; refused when there is no such thing, or the kind is not about one. */
async function checkScope(tx: Transaction, { kind, scope, ofId }: Input) {
  if (!scopesOf(kind).includes(scope))
    throw new ServiceError('VALIDATION', 'This rule is about people: set it for the lab or for a team.');
  if (scope === 'lab') return { teamId: null, machineId: null, catalogId: null };
  const id = ofId ?? '';
  const where = { where: { id }, select: { id: true } };
  const isThere = {
    team: () => tx.team.findUnique(where),
    machine: () => tx.machine.findUnique(where),
    model: async () => getMacModel(id),
  };
  if (!(await isThere[scope]()))
    throw new ServiceError('NOT_FOUND', `There is no such ${scope} any more. Choose again.`);
  if (scope === 'team') return { teamId: id };
  return scope === 'machine' ? { machineId: id } : { catalogId: id };
}
