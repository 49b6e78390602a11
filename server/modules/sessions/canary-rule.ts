import { asksFor } from '@/shared/domain/canary.ts';
import { CHECKING_PROTOCOL } from '@/shared/protocol/agent.ts';
import { CanaryRule } from '@/shared/schemas/session-start.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** Which sessions are asked for known answers before they serve. For verbs that have asked for the right. */
export async function readCanaryRule(ctx: Pick<ServiceContext, 'db'>): Promise<CanaryRule> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { canaryRule: true } });
  return CanaryRule.catch('several').parse(lab?.canaryRule);
}

/** Whether every agent there can try links and ask for known answers, and whether a start there would ask for them. */
export async function readChecking(
  ctx: Pick<ServiceContext, 'db'>,
  machineIds: string[],
): Promise<{ isChecked: boolean; provesAnswers: boolean }> {
  const [reports, rule] = await Promise.all([
    ctx.db.machineReport.findMany({
      where: { machineId: { in: machineIds } },
      select: { protocolVersion: true },
    }),
    readCanaryRule(ctx),
  ]);
  const isChecked =
    reports.length === machineIds.length && reports.every((it) => it.protocolVersion >= CHECKING_PROTOCOL);
  return { isChecked, provesAnswers: isChecked && asksFor(rule, machineIds.length) };
}

export async function getCanaryRule(ctx: ServiceContext): Promise<{ rule: CanaryRule }> {
  authorize(ctx, 'lab:read');
  return { rule: await readCanaryRule(ctx) };
}

/** From the next start on. */
export async function setCanaryRule(
  ctx: ServiceContext,
  { rule }: { rule: CanaryRule },
): Promise<{ rule: CanaryRule }> {
  authorize(ctx, 'session:set-rules');
  return withTransaction(ctx, async (tx) => {
    const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    await tx.lab.update({ where: { id: 'lab' }, data: { canaryRule: rule } });
    await emitAudit(ctx, tx, {
      action: 'session.set-canary-rule',
      objectType: 'lab',
      objectId: 'lab',
      objectName: lab.name,
      before: { rule: lab.canaryRule },
      after: { rule },
    });
    return { rule };
  });
}
