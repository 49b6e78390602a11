import { joinThunderbolt, type Link } from '@/shared/domain/topology.ts';
import type { ServiceContext } from '../../context.ts';
import { factsOf } from './to-machine.ts';

/** Cables among these machines: seen by their agents, and entered by hand. */
export async function readLinks(ctx: ServiceContext, machineIds: string[]): Promise<Link[]> {
  const among = { in: machineIds };
  const [machines, entered] = await Promise.all([
    ctx.db.machine.findMany({ where: { id: among } }),
    ctx.db.link.findMany({ where: { aMachineId: among, bMachineId: among }, omit: { id: true } }),
  ]);
  return [
    ...entered,
    ...joinThunderbolt(machines.map((row) => ({ machineId: row.id, facts: factsOf(row) }))),
  ];
}
