import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { type AlertSilence, MOST_SILENCES, type SilenceAlertsInput } from '@/shared/schemas/alert.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { requireAhead, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

const LONGEST_MS = 366 * 86_400_000;

/** Those that hold now, the first to end first. */
export async function listSilences(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<AlertSilence[]> {
  authorize(ctx, 'lab:read');
  const rows = await ctx.db.alertSilence.findMany({
    where: { until: { gt: ctx.now() } },
    include: { rule: { select: { name: true } }, by: { select: { name: true } } },
    orderBy: [{ until: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(({ rule, by, byId: _by, createdAt: _at, ...row }) => ({
    ...row,
    ruleName: rule?.name ?? null,
    by: by?.name ?? null,
  }));
}

/** Nobody is told until then; it fires all the same, and is told afterwards where it still does. */
export async function silenceAlerts(
  ctx: ServiceContext,
  { ruleId, subjectId, until, reason }: z.output<typeof SilenceAlertsInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'alert:manage');
  const { id: byId } = requireUser(ctx);
  const now = ctx.now();
  requireAhead(until, now);
  if (until.getTime() > now.getTime() + LONGEST_MS)
    throw new ServiceError('VALIDATION', 'A silence lasts a year at most. Switch the rule off instead.');
  return withTransaction(ctx, async (tx, afterCommit) => {
    if ((await tx.alertSilence.count({ where: { until: { gt: now } } })) >= MOST_SILENCES)
      throw new ServiceError('LIMIT_EXCEEDED', `There are ${MOST_SILENCES} silences at most. End one first.`);
    const rule = ruleId === null ? null : await tx.alertRule.findUnique({ where: { id: ruleId } });
    if (ruleId !== null && !rule)
      throw new ServiceError('NOT_FOUND', 'There is no such alert rule any more.');
    const subjectName = subjectId === null ? null : await nameOf(tx, subjectId);
    const id = randomUUID();
    const data = { ruleId, subjectId, subjectName, until, reason: reason || null };
    await tx.alertSilence.create({ data: { id, ...data, byId, createdAt: now } });
    await emitAudit(ctx, tx, {
      action: 'alert.silence',
      objectType: 'alert-silence',
      objectId: id,
      objectName: [rule?.name, subjectName].filter(Boolean).join(', '),
      after: { until: until.toISOString(), reason: data.reason },
    });
    afterCommit(() => ctx.bus.emit('alert.changed', { fired: 0 }));
    return { id };
  });
}

export async function endSilence(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'alert:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const row = await tx.alertSilence.findUnique({
      where: { id },
      include: { rule: { select: { name: true } } },
    });
    if (!row || row.until <= ctx.now()) return;
    await tx.alertSilence.update({ where: { id }, data: { until: ctx.now() } });
    await emitAudit(ctx, tx, {
      action: 'alert.end-silence',
      objectType: 'alert-silence',
      objectId: id,
      objectName: [row.rule?.name, row.subjectName].filter(Boolean).join(', '),
    });
    afterCommit(() => ctx.bus.emit('alert.changed', { fired: 0 }));
  });
}

/** A machine of the lab, or whatever has fired. */
async function nameOf(tx: Transaction, subjectId: string): Promise<string> {
  const machine = await tx.machine.findUnique({ where: { id: subjectId }, select: { name: true } });
  const name =
    machine?.name ??
    (await tx.alert.findFirst({ where: { subjectId }, select: { subjectName: true } }))?.subjectName;
  if (name === undefined)
    throw new ServiceError('NOT_FOUND', 'There is no such machine any more. Choose again.');
  return name;
}
