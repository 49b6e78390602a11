import type * as z from 'zod';
import { formatDuration } from '@/shared/domain/format.ts';
import { ruleWords } from '@/shared/domain/power-words.ts';
import { LabPowerRule, PowerMode, type SetMachinePowerInput } from '@/shared/schemas/power.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { writeMachine } from '../inventory/index.ts';

const MINUTE_MS = 60_000;
export const STANDARD_RULE: LabPowerRule = { mode: 'keep_awake', idleMinutes: 30, leadMinutes: 10 };

export async function readLabRule(ctx: Pick<ServiceContext, 'db'>): Promise<LabPowerRule> {
  const lab = await ctx.db.lab.findUnique({
    where: { id: 'lab' },
    select: { powerMode: true, powerIdleMinutes: true, powerLeadMinutes: true },
  });
  if (!lab) return STANDARD_RULE;
  const { powerMode: mode, powerIdleMinutes: idleMinutes, powerLeadMinutes: leadMinutes } = lab;
  return LabPowerRule.catch(STANDARD_RULE).parse({ mode, idleMinutes, leadMinutes });
}

export async function getPowerRule(ctx: ServiceContext): Promise<LabPowerRule> {
  authorize(ctx, 'lab:read');
  return readLabRule(ctx);
}

const told = (rule: LabPowerRule) => ({
  rule: ruleWords(rule),
  lead: formatDuration(rule.leadMinutes * MINUTE_MS),
});

/** What machines without a rule of their own do when nobody needs them. */
export async function setPowerRule(ctx: ServiceContext, rule: LabPowerRule): Promise<LabPowerRule> {
  authorize(ctx, 'machine:edit');
  return withTransaction(ctx, async (tx) => {
    const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    const before = await readLabRule({ db: tx as ServiceContext['db'] });
    await tx.lab.update({
      where: { id: 'lab' },
      data: {
        powerMode: rule.mode,
        powerIdleMinutes: rule.idleMinutes,
        powerLeadMinutes: rule.leadMinutes,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'lab.set-power',
      objectType: 'lab',
      objectId: 'lab',
      objectName: lab.name,
      before: told(before),
      after: told(rule),
    });
    return rule;
  });
}

const ownWords = (mode: PowerMode | null, idleMinutes: number | null, lab: LabPowerRule): string =>
  mode === null ? 'the lab’s rule' : ruleWords({ mode, idleMinutes: idleMinutes ?? lab.idleMinutes });

/** A machine's own rule, or that it has none. */
export async function setMachinePower(
  ctx: ServiceContext,
  { id, revision, mode, idleMinutes }: z.output<typeof SetMachinePowerInput>,
): Promise<void> {
  authorize(ctx, 'machine:edit');
  const lab = await readLabRule(ctx);
  const row = await ctx.db.machine.findUnique({
    where: { id },
    select: { powerMode: true, powerIdleMinutes: true },
  });
  const before = PowerMode.nullable()
    .catch(null)
    .parse(row?.powerMode ?? null);
  await withTransaction(ctx, (tx, afterCommit) =>
    writeMachine(ctx, tx, afterCommit, {
      id,
      revision,
      data: { powerMode: mode, powerIdleMinutes: mode === 'sleep' ? idleMinutes : null },
      action: 'machine.set-power',
      describe: () => ({
        before: { rule: ownWords(before, row?.powerIdleMinutes ?? null, lab) },
        after: { rule: ownWords(mode, idleMinutes, lab) },
      }),
    }),
  );
}
