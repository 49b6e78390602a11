import type { KeepWarmRule } from '@/shared/schemas/session-start.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** For how many minutes at most a model stays loaded after its booking; 0: not at all. */
export async function readKeepMinutes(ctx: Pick<ServiceContext, 'db'>): Promise<number> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { keepWarmMinutes: true } });
  return lab?.keepWarmMinutes ?? 0;
}

export async function getKeepWarmRule(ctx: ServiceContext): Promise<KeepWarmRule> {
  authorize(ctx, 'lab:read');
  return { minutes: await readKeepMinutes(ctx) };
}

/** From the next booking's end on; what is kept warm now is ended by a rule that keeps nothing. */
export async function setKeepWarmRule(ctx: ServiceContext, { minutes }: KeepWarmRule): Promise<KeepWarmRule> {
  authorize(ctx, 'session:set-rules');
  return withTransaction(ctx, async (tx) => {
    const lab = await tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
    await tx.lab.update({ where: { id: 'lab' }, data: { keepWarmMinutes: minutes } });
    await emitAudit(ctx, tx, {
      action: 'session.set-keep-warm',
      objectType: 'lab',
      objectId: 'lab',
      objectName: lab.name,
      before: { minutes: lab.keepWarmMinutes },
      after: { minutes },
    });
    return { minutes };
  });
}
