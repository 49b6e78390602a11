import type { Custody } from '@/shared/schemas/custody.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { lockMachine } from '../inventory/index.ts';
import { tellAct } from './tell-act.ts';
import { CUSTODY_NAMES, toCustodies } from './to-custody.ts';

/** The receipt: who got a machine says that they have it. Said once, it stays. */
export async function acknowledgeCustody(ctx: ServiceContext, { id }: { id: string }): Promise<Custody> {
  const me = requireUser(ctx);
  const row = await withTransaction(ctx, async (tx, afterCommit) => {
    const custody = await tx.custody.findUnique({ where: { id }, include: CUSTODY_NAMES });
    if (!custody) throw new ServiceError('NOT_FOUND', 'There is no such check-out.');
    authorize(ctx, 'custody:acknowledge-own', { ownerId: custody.personId ?? '' });
    const machine = await lockMachine(tx, custody.machineId);
    const { count } = await tx.custody.updateMany({
      where: { id, personId: me.id, acknowledgedAt: null, returnedAt: null },
      data: { acknowledgedAt: ctx.now() },
    });
    if (count > 0) await tellAct(ctx, tx, afterCommit, machine, { action: 'machine.acknowledge-custody' });
    return tx.custody.findUniqueOrThrow({ where: { id }, include: CUSTODY_NAMES });
  });
  return (await toCustodies(ctx, [row]))[0]!;
}
