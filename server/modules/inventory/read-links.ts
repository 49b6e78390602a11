import { joinThunderbolt, type Link } from '@/shared/domain/topology.ts';
import type { ServiceContext } from '../../context.ts';
import { readReport } from './read-report.ts';

/** Cables among these machines: seen by their agents, and entered by hand. */
export async function readLinks(ctx: ServiceContext, machineIds: string[]): Promise<Link[]> {
  const among = { in: machineIds };
  const [reports, entered] = await Promise.all([
    ctx.db.machineReport.findMany({ where: { machineId: among } }),
    ctx.db.link.findMany({ where: { aMachineId: among, bMachineId: among }, omit: { id: true } }),
  ]);
  return [
    ...entered,
    ...joinThunderbolt(reports.map((row) => ({ machineId: row.machineId, facts: readReport(row).facts }))),
  ];
}
