import { findMacModel, getMacModel } from '@/shared/data/mac-models.ts';
import { type CableDoubt, findCableDoubts } from '@/shared/domain/cable-doubts.ts';
import type { ReadinessMachine } from '@/shared/domain/readiness-check.ts';
import { joinThunderbolt, type Link } from '@/shared/domain/topology.ts';
import type { ServiceContext } from '../../context.ts';
import { MOST_MACHINES } from './load-inventory.ts';
import { readReport } from './read-report.ts';
import { modelName } from './to-machine.ts';

export type CabledMachine = ReadinessMachine & {
  modelName: string;
  simulated: boolean;
  reportedAt: Date | null;
};
/** A cable that an agent sees, or one that only a person has told of. */
export type CabledLink = Link & { origin: 'seen' | 'entered' };
export type CabledLab = { machines: CabledMachine[]; links: CabledLink[]; doubts: CableDoubt[] };
export type CabledLabReader = (ctx: ServiceContext) => Promise<CabledLab>;

/** Every machine that is not retired, with what its agent last said and the cables that this makes. */
export async function loadCabledLab(ctx: ServiceContext): Promise<CabledLab> {
  const [rows, entered] = await Promise.all([
    ctx.db.machine.findMany({
      where: { status: { not: 'retired' } },
      include: {
        agent: { select: { state: true } },
        report: { select: { facts: true, engine: true, reportedAt: true } },
      },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: MOST_MACHINES,
    }),
    ctx.db.link.findMany({ omit: { id: true }, orderBy: { id: 'asc' } }),
  ]);
  const machines = rows.map((row): CabledMachine => {
    const { facts, engine } = readReport(row.report && { ...row.report, models: [] });
    return {
      machineId: row.id,
      name: row.name,
      connection: row.agent?.state ?? 'never',
      facts,
      engine,
      model: findModel(row.catalogId, facts),
      modelName: modelName(row.catalogId, facts),
      simulated: row.simulated,
      reportedAt: row.report?.reportedAt ?? null,
    };
  });
  const ids = new Set(machines.map((it) => it.machineId));
  return {
    machines,
    links: mergeLinks(
      joinThunderbolt(machines),
      entered.filter((it) => ids.has(it.aMachineId) && ids.has(it.bMachineId)),
    ),
    doubts: findCableDoubts(machines),
  };
}

/** What the Mac itself says it is comes before what somebody entered. */
function findModel(catalogId: string | null, facts: CabledMachine['facts']): CabledMachine['model'] {
  const own = facts && findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores).model;
  return own ?? (catalogId === null ? null : getMacModel(catalogId));
}

const endsOf = (link: Link): string[] => [
  `${link.aMachineId} ${link.aPort}`,
  `${link.bMachineId} ${link.bPort}`,
];

/** A cable entered by hand stands only at ports where the agents see no other: they know better. */
function mergeLinks(seen: readonly Link[], entered: readonly Link[]): CabledLink[] {
  const taken = new Set(seen.flatMap(endsOf));
  const rest = entered.filter((link) => !endsOf(link).some((end) => taken.has(end)));
  return [
    ...seen.map((link) => ({ ...link, origin: 'seen' as const })),
    ...rest.map((link) => ({ ...link, origin: 'entered' as const })),
  ];
}
