import type { Machine, MachineTrouble } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { announceMachines } from './announce-machines.ts';
import { getMachine } from './get-machine.ts';
import { lockMachine } from './lock-machine.ts';

const NONE = { quarantinedAt: null, quarantineReason: null, quarantineDetail: null };

type Known = { quarantinedAt: Date | null; quarantineLiftedAt: Date | null };
type Said = { trouble?: MachineTrouble | undefined; bootedAt?: Date | undefined };

/**
 * What a heartbeat says of its machine's GPU and memory, held against what is known: it is kept out from the first word
 * of trouble on, and taken again once its system was started after that. `forgiven`: an admin has given it back since
 * the agent saw its trouble, so that is no reason any more.
 */
export async function judgeTrouble(
  ctx: ServiceContext,
  machineId: string,
  known: Known,
  { trouble, bootedAt }: Said,
): Promise<{ forgiven: boolean }> {
  const { quarantinedAt, quarantineLiftedAt } = known;
  if (trouble && quarantineLiftedAt && trouble.at <= quarantineLiftedAt) return { forgiven: true };
  if (trouble && quarantinedAt === null) {
    const at = new Date(Math.min(trouble.at.getTime(), ctx.now().getTime()));
    const { kind: quarantineReason, detail: quarantineDetail } = trouble;
    await change(
      ctx,
      machineId,
      { quarantinedAt: null },
      { quarantinedAt: at, quarantineReason, quarantineDetail },
    );
  }
  if (!trouble && quarantinedAt && bootedAt && bootedAt > quarantinedAt)
    await change(ctx, machineId, { quarantinedAt }, { ...NONE, quarantineLiftedAt: bootedAt });
  return { forgiven: false };
}

async function change(
  ctx: ServiceContext,
  machineId: string,
  was: { quarantinedAt: Date | null },
  data: {
    quarantinedAt: Date | null;
    quarantineReason: string | null;
    quarantineDetail: string | null;
    quarantineLiftedAt?: Date;
  },
): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { name } = await lockMachine(tx, machineId);
    const { count } = await tx.machine.updateMany({ where: { id: machineId, ...was }, data });
    if (count === 0) return;
    const isOut = data.quarantinedAt !== null;
    await emitAudit(ctx, tx, {
      action: isOut ? 'machine.quarantine' : 'machine.end-quarantine',
      objectType: 'machine',
      objectId: machineId,
      objectName: name,
      ...(isOut && { before: { detail: null }, after: { detail: data.quarantineDetail } }),
    });
    await announceMachines(ctx, tx, afterCommit, [machineId]);
  });
}

/** An admin has looked at it: it takes models again though no restart was seen. */
export async function liftQuarantine(ctx: ServiceContext, { id }: { id: string }): Promise<Machine> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { name } = await lockMachine(tx, id);
    const { count } = await tx.machine.updateMany({
      where: { id, quarantinedAt: { not: null } },
      data: { ...NONE, quarantineLiftedAt: ctx.now() },
    });
    if (count === 0) throw new ServiceError('PRECONDITION_FAILED', `${name} is not kept out.`);
    await emitAudit(ctx, tx, {
      action: 'machine.lift-quarantine',
      objectType: 'machine',
      objectId: id,
      objectName: name,
    });
    await announceMachines(ctx, tx, afterCommit, [id]);
  });
  return getMachine(ctx, { id });
}
