import type { AuditRetention } from '@/shared/schemas/notice.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { lockLab } from './lock-lab.ts';

const DAY_MS = 86_400_000;

export async function readAuditRetention(ctx: ServiceContext): Promise<AuditRetention> {
  authorize(ctx, 'audit:read');
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { auditRetentionDays: true } });
  return { days: lab?.auditRetentionDays ?? null };
}

/** How long entries of the audit are kept; null: for ever. */
export async function setAuditRetention(ctx: ServiceContext, { days }: AuditRetention): Promise<void> {
  authorize(ctx, 'lab:manage');
  await withTransaction(ctx, async (tx) => {
    const before = await lockLab(tx);
    await tx.lab.update({ where: { id: 'lab' }, data: { auditRetentionDays: days } });
    await emitAudit(ctx, tx, {
      action: 'audit.set-retention',
      objectType: 'lab',
      objectId: 'audit-retention',
      objectName: 'the audit',
      before: { days: before.auditRetentionDays },
      after: { days },
    });
  });
}

/** By the lab's rule, through the one function of the database that may; nothing where there is no rule. */
export async function pruneAudit(ctx: ServiceContext): Promise<{ deleted: number }> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { auditRetentionDays: true } });
  const days = lab?.auditRetentionDays ?? null;
  if (days === null) return { deleted: 0 };
  // An hour more than the rule, so that two clocks that differ never ask for what the function keeps.
  const olderThan = new Date(ctx.now().getTime() - days * DAY_MS - 3_600_000);
  const [row] = await ctx.db.$queryRaw<{ gone: number }[]>`SELECT forget_audit(${olderThan})::int AS gone`;
  return { deleted: row?.gone ?? 0 };
}
