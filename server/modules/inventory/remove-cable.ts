import type { EnteredCable } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { announceMachines } from './announce-machines.ts';
import { cableName, describeCable, toEntered } from './entered-cable.ts';
import { loadCabledLab } from './load-cabled-lab.ts';
import { lockMachines } from './lock-machine.ts';

/** Takes a cable back that was entered by hand; gives it, for the way back. What agents see stays. */
export async function removeCable(ctx: ServiceContext, input: { id: string }): Promise<EnteredCable> {
  authorize(ctx, 'machine:edit');
  const { machines } = await loadCabledLab(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const [row] = await tx.link.findMany({ where: { id: input.id } });
    if (!row) throw gone();
    await lockMachines(tx, [row.aMachineId, row.bMachineId]);
    const { count } = await tx.link.deleteMany({ where: { id: row.id } });
    if (count === 0) throw gone();
    await emitAudit(ctx, tx, {
      action: 'cable.remove',
      objectType: 'cable',
      objectId: row.id,
      objectName: cableName(row, machines),
      before: describeCable(row, machines),
    });
    await announceMachines(ctx, tx, afterCommit, [row.aMachineId, row.bMachineId]);
    return toEntered(row);
  });
}

const gone = () =>
  new ServiceError('NOT_FOUND', 'This cable is not entered any more. Nothing is left to remove.');
