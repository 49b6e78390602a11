import { labCables, linksNow } from '@/shared/domain/lab-cables.ts';
import type { Link } from '@/shared/domain/topology.ts';
import type { ServiceContext } from '../../context.ts';
import { cableOwner } from './cable-owner.ts';
import { readReport } from './read-report.ts';

/** Cables among these machines, as they are known now: seen by their agents, and entered by hand. */
export async function readLinks(ctx: ServiceContext, machineIds: string[]): Promise<Link[]> {
  const among = { in: machineIds };
  const [rows, entered] = await Promise.all([
    ctx.db.machine.findMany({
      where: { id: among },
      select: { id: true, name: true, agent: { select: { state: true } }, report: true },
    }),
    ctx.db.link.findMany({ where: { aMachineId: among, bMachineId: among }, orderBy: { id: 'asc' } }),
  ]);
  const owners = rows.map((row) => cableOwner(row, readReport(row.report)));
  return linksNow(labCables(owners, entered));
}
