import { joinThunderbolt, type Link } from '@/shared/domain/topology.ts';
import type { ServiceContext } from '../../context.ts';
import { factsOf } from './to-machine.ts';

/** Cables among the given machines: those entered by hand and those that agents on both ends see. */
export async function readLinks(ctx: ServiceContext, machineIds: string[]): Promise<Link[]> {
  const among = { in: machineIds };
  const [entered, machines] = await Promise.all([
    ctx.db.link.findMany({ where: { aMachineId: among, bMachineId: among } }),
    ctx.db.machine.findMany({ where: { id: among }, include: { agent: true } }),
  ]);
  return [...entered, ...joinThunderbolt(machines.map((it) => ({ machineId: it.id, facts: factsOf(it) })))];
}
