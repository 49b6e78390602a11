import { orderAlongCables } from '@/shared/domain/rank-network.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { getBooking } from '../bookings/index.ts';
import { readLinks } from '../inventory/index.ts';
import { loadMachinesForStart } from './load-machines.ts';
import { planRanks, type RanksPlan } from './plan-ranks.ts';
import { type JudgedModel, judgeModels, type MachineForStart } from './startable-models.ts';

export type StartPlan = {
  /** In the order of the ranks. */
  machineIds: string[];
  machines: MachineForStart[];
  /** With why it can't start there, where it can't. */
  chosen: JudgedModel;
  ranks: RanksPlan;
  simulated: boolean;
};

/** On which machines in which order, with which model, over which network. Throws NOT_FOUND where none of them holds it. */
export async function planStart(
  ctx: ServiceContext,
  { bookingId, modelId }: { bookingId: string; modelId: string },
): Promise<StartPlan> {
  const { machines: booked, simulated } = await getBooking(ctx, { id: bookingId });
  const bookedIds = booked.map((it) => it.id);
  // A ring of RDMA follows rank order, so neighbours in the cables get neighbouring ranks.
  const links = await readLinks(ctx, bookedIds);
  const machineIds = orderAlongCables(bookedIds, links);
  const machines = await loadMachinesForStart(ctx, machineIds);
  const models = judgeModels(machines);
  const chosen = models.find((it) => it.id === modelId);
  if (!chosen) throw new ServiceError('NOT_FOUND', `No machine of this booking holds a model ${modelId}.`);
  const ranks = await planRanks(
    ctx,
    machineIds.map((machineId, rank) => ({ machineId, rank, listen: null })),
    links,
  );
  return { machineIds, machines, chosen, ranks, simulated };
}
