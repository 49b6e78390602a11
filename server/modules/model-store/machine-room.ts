import { quotaOf } from '@/shared/domain/model-quota.ts';
import type { MachineRoomView } from '@/shared/schemas/model-store.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readStore } from './internal.ts';

/** What models take on one machine, what they may, and what is free. */
export async function getMachineRoom(
  ctx: ServiceContext,
  { machineId }: { machineId: string },
): Promise<MachineRoomView> {
  authorize(ctx, 'lab:read');
  const { machines } = await readStore(ctx);
  const machine = machines.find(({ id }) => id === machineId);
  const row = await ctx.db.machine.findUnique({
    where: { id: machineId },
    select: { modelQuotaGigabytes: true },
  });
  if (!machine || !row) throw new ServiceError('NOT_FOUND', 'There is no such machine.');
  const sum = (isOwn: boolean): number =>
    machine.models
      .filter(({ removable }) => (removable === true) === isOwn)
      .reduce((bytes, it) => bytes + it.weightsBytes, 0);
  return {
    ownBytes: sum(true),
    othersBytes: sum(false),
    quota: quotaOf(machine.facts?.modelQuotaBytes ?? null, row.modelQuotaGigabytes),
    freeBytes: machine.diskFreeBytes,
  };
}
