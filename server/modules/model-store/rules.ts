import { isInHours } from '@/shared/domain/share-limit.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import type { ModelRules, ModelRulesView } from '@/shared/schemas/model-store.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { tellChanged } from './internal.ts';

const SELECT = {
  timeZone: true,
  modelMakeRoom: true,
  modelNeededDays: true,
  modelMayRemoveLast: true,
  modelMegabytesPerSecond: true,
  modelLimitFromMinute: true,
  modelLimitUntilMinute: true,
} as const;

/** The lab's rules of models, and what of its limit counts at this hour. For verbs that have asked for the right. */
export async function readRules(ctx: Pick<ServiceContext, 'db' | 'now'>): Promise<ModelRulesView> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: SELECT });
  const timeZone = lab?.timeZone ?? 'UTC';
  const rules: ModelRules = {
    makeRoom: lab?.modelMakeRoom ?? false,
    neededDays: lab?.modelNeededDays ?? 14,
    mayRemoveLast: lab?.modelMayRemoveLast ?? false,
    megabytesPerSecond: lab?.modelMegabytesPerSecond ?? null,
    fromMinute: lab?.modelLimitFromMinute ?? null,
    untilMinute: lab?.modelLimitUntilMinute ?? null,
  };
  const [hours = 0, minutes = 0] = toLocal(ctx.now(), timeZone).time.split(':').map(Number);
  const counts = isInHours(hours * 60 + minutes, rules.fromMinute, rules.untilMinute);
  const limit = rules.megabytesPerSecond === null ? null : rules.megabytesPerSecond * 1_000_000;
  return { ...rules, timeZone, limitNow: counts ? limit : null };
}

export async function getModelRules(ctx: ServiceContext): Promise<ModelRulesView> {
  authorize(ctx, 'lab:read');
  return readRules(ctx);
}

/** The limit counts within a second, for what is under way too; making room for what begins from now on. */
export async function setModelRules(ctx: ServiceContext, input: ModelRules): Promise<ModelRulesView> {
  authorize(ctx, 'model:set-rules');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    await tx.lab.update({
      where: { id: 'lab' },
      data: {
        modelMakeRoom: input.makeRoom,
        modelNeededDays: input.neededDays,
        modelMayRemoveLast: input.mayRemoveLast,
        modelMegabytesPerSecond: input.megabytesPerSecond,
        modelLimitFromMinute: input.fromMinute,
        modelLimitUntilMinute: input.untilMinute,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'model.set-rules',
      objectType: 'lab',
      objectId: 'lab',
      objectName: lab.name,
      before: {
        makeRoom: lab.modelMakeRoom,
        neededDays: lab.modelNeededDays,
        mayRemoveLast: lab.modelMayRemoveLast,
        megabytesPerSecond: lab.modelMegabytesPerSecond,
        fromMinute: lab.modelLimitFromMinute,
        untilMinute: lab.modelLimitUntilMinute,
      },
      after: { ...input },
    });
    afterCommit(() => tellChanged(ctx, 'rules'));
  });
  return readRules(ctx);
}

/** What the models in a machine's own folder may take by the lab's word; its own policy.json may say less. */
export async function setModelQuota(
  ctx: ServiceContext,
  { machineId, gigabytes }: { machineId: string; gigabytes: number | null },
): Promise<void> {
  authorize(ctx, 'model:set-rules');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const machine = await tx.machine.findUnique({ where: { id: machineId } });
    if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine.');
    await tx.machine.update({ where: { id: machineId }, data: { modelQuotaGigabytes: gigabytes } });
    await emitAudit(ctx, tx, {
      action: 'machine.set-model-quota',
      objectType: 'machine',
      objectId: machineId,
      objectName: machine.name,
      before: { gigabytes: machine.modelQuotaGigabytes },
      after: { gigabytes },
    });
    afterCommit(() => tellChanged(ctx, machineId));
  });
}
