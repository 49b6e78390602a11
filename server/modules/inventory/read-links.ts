import { joinThunderbolt, type Link, type MachineWithFacts } from '@/shared/domain/topology.ts';
import type { ServiceContext } from '../../context.ts';
import { believedFacts } from './read-report.ts';

/** A cable that an agent sees, or one that only a person has told of. */
export type CabledLink = Link & { origin: 'seen' | 'entered' };

/** Cables among these machines: seen by their agents, and entered by hand. */
export async function readLinks(ctx: ServiceContext, machineIds: string[]): Promise<Link[]> {
  const among = { in: machineIds };
  const [reports, entered] = await Promise.all([
    ctx.db.machineReport.findMany({ where: { machineId: among } }),
    ctx.db.link.findMany({ where: { aMachineId: among, bMachineId: among }, omit: { id: true } }),
  ]);
  return joinCables(
    reports.map((row) => ({ machineId: row.machineId, facts: believedFacts(row) })),
    entered,
  );
}

const endsOf = (link: Link): string[] => [
  `${link.aMachineId} ${link.aPort}`,
  `${link.bMachineId} ${link.bPort}`,
];

/** A cable entered by hand stands only at ports where the agents see no other: they know better. */
export function joinCables(machines: readonly MachineWithFacts[], entered: readonly Link[]): CabledLink[] {
  const seen = joinThunderbolt(machines);
  const taken = new Set(seen.flatMap(endsOf));
  const rest = entered.filter((link) => !endsOf(link).some((end) => taken.has(end)));
  return [
    ...seen.map((link) => ({ ...link, origin: 'seen' as const })),
    ...rest.map((link) => ({ ...link, origin: 'entered' as const })),
  ];
}
