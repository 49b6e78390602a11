import { randomUUID } from 'node:crypto';
import { alertKind } from '@/shared/domain/alert-kinds.ts';
import { MOST_RULES, type SaveAlertRuleInput } from '@/shared/schemas/alert.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Makes a rule, or changes one that nobody else has changed meanwhile. */
export async function saveAlertRule(ctx: ServiceContext, input: SaveAlertRuleInput): Promise<{ id: string }> {
  authorize(ctx, 'alert:manage');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const before = input.id === null ? null : await lockRule(tx, input.id);
    if (!before && (await tx.alertRule.count()) >= MOST_RULES)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `A lab has ${MOST_RULES} alert rules at most. Remove one first.`,
      );
    if (before && before.revision !== input.revision)
      throw new ServiceError('CONFLICT', 'Somebody else has changed this rule. Look at it anew.');
    if (before && before.kind !== input.kind)
      throw new ServiceError('VALIDATION', 'What a rule watches stays. Make another rule.');
    const { id: given, revision: _, ...fields } = input;
    const hasMarks = alertKind(input.kind).measure !== null;
    const data = { ...fields, ...(!hasMarks && { threshold: null, clearsAt: null }) };
    const id = given ?? randomUUID();
    if (before)
      await tx.alertRule.update({ where: { id }, data: { ...data, revision: before.revision + 1 } });
    else await tx.alertRule.create({ data: { ...data, id, createdAt: ctx.now() } });
    if (before?.isOn && !input.isOn) await closeAlerts(ctx, tx, id);
    await audit(ctx, tx, { id, name: input.name }, before && tell(before), tell(data));
    afterCommit(() => ctx.bus.emit('alert.changed', { fired: 0 }));
    return { id };
  });
}

/** Switched off, it looks no more; what it fires for is over. */
export async function setAlertRule(
  ctx: ServiceContext,
  { id, isOn }: { id: string; isOn: boolean },
): Promise<void> {
  authorize(ctx, 'alert:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const rule = await lockRule(tx, id);
    if (rule.isOn === isOn) return;
    await tx.alertRule.update({ where: { id }, data: { isOn, revision: rule.revision + 1 } });
    if (!isOn) await closeAlerts(ctx, tx, id);
    await audit(ctx, tx, rule, { on: rule.isOn }, { on: isOn });
    afterCommit(() => ctx.bus.emit('alert.changed', { fired: 0 }));
  });
}

/** What it fired for stays in the history. */
export async function removeAlertRule(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'alert:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const rule = await lockRule(tx, id);
    await closeAlerts(ctx, tx, id);
    await tx.alertRule.delete({ where: { id } });
    await audit(ctx, tx, rule, tell(rule), null);
    afterCommit(() => ctx.bus.emit('alert.changed', { fired: 0 }));
  });
}

type Rule = Awaited<ReturnType<typeof lockRule>>;

async function lockRule(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT id FROM "AlertRule" WHERE id = ${id} FOR NO KEY UPDATE`;
  const rule = await tx.alertRule.findUnique({ where: { id } });
  if (!rule) throw new ServiceError('NOT_FOUND', 'There is no such alert rule any more.');
  return rule;
}

async function closeAlerts(ctx: ServiceContext, tx: Transaction, ruleId: string): Promise<void> {
  await tx.alertCondition.deleteMany({ where: { ruleId } });
  await tx.alert.updateMany({
    where: { ruleId, endedAt: null },
    data: { endedAt: ctx.now(), endReason: 'rule_off' },
  });
}

type Told = Omit<Rule, 'id' | 'revision' | 'createdAt'>;
const tell = (rule: Told) => ({
  name: rule.name,
  on: rule.isOn,
  severity: rule.severity,
  firesAt: rule.threshold,
  clearsAt: rule.clearsAt,
  firesAfterSeconds: rule.fireAfterSeconds,
  clearsAfterSeconds: rule.clearAfterSeconds,
  watches: rule.scope === 'all' ? 'all' : `${rule.scope} ${[...rule.catalogIds, ...rule.machineIds].length}`,
  tells: rule.roles.length + rule.teamIds.length + rule.personIds.length + (rule.tellsConcerned ? 1 : 0),
  email: rule.byEmail,
  webhook: rule.byWebhook,
});

const audit = (
  ctx: ServiceContext,
  tx: Transaction,
  { id, name }: { id: string; name: string },
  before: Parameters<typeof emitAudit>[2]['before'],
  after: Parameters<typeof emitAudit>[2]['before'],
) =>
  emitAudit(ctx, tx, {
    action: before ? (after ? 'alert-rule.change' : 'alert-rule.remove') : 'alert-rule.add',
    objectType: 'alert-rule',
    objectId: id,
    objectName: name,
    before: before ?? null,
    after: after ?? null,
  });
