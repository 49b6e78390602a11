import { findMacModel, getMacModel } from '@/shared/data/mac-models.ts';
import type { Sighting } from '@/shared/domain/cable-changes.ts';
import { type CableDoubt, findCableDoubts } from '@/shared/domain/cable-doubts.ts';
import type { ReadinessMachine } from '@/shared/domain/readiness-check.ts';
import { type LabCables, labCables } from '@/shared/domain/lab-cables.ts';
import { UPGRADE_NOTES } from '@/shared/domain/protocol-skew.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { cableOwner } from './cable-owner.ts';
import { MOST_MACHINES } from './load-inventory.ts';
import { readReport } from './read-report.ts';
import { modelName } from './to-machine.ts';

export type CabledMachine = ReadinessMachine & {
  modelName: string;
  /** Its agent's word is of now. */
  answers: boolean;
  simulated: boolean;
  reportedAt: Date | null;
};
export type CabledLab = LabCables & {
  machines: CabledMachine[];
  doubts: CableDoubt[];
  /** What the agents saw at the last look, and since when. */
  sightings: (Sighting & { since: Date })[];
};
export type CabledLabReader = (ctx: ServiceContext) => Promise<CabledLab>;

type Reading = { db: Pick<Transaction, 'machine' | 'link' | 'cableSighting'> };

/** Every machine that is not retired, with what its agent last said and the cables that this makes. */
export async function loadCabledLab({ db }: Reading): Promise<CabledLab> {
  const rows = await db.machine.findMany({
    where: { status: { not: 'retired' } },
    include: {
      agent: { select: { state: true } },
      report: { select: { facts: true, engine: true, hostId: true, reportedAt: true } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MOST_MACHINES,
  });
  // One after the other: within a transaction there is one connection.
  const entered = await db.link.findMany({ orderBy: { id: 'asc' } });
  const sightings = await db.cableSighting.findMany();
  const machines = rows.map((row): CabledMachine => {
    const report = readReport(row.report && { ...row.report, models: [] });
    const owner = cableOwner(row, report);
    return {
      ...owner,
      connection: row.agent?.state ?? 'never',
      engine: report.engine,
      model: findModel(row.catalogId, owner.facts),
      modelName: modelName(row.catalogId, owner.facts),
      simulated: row.simulated,
      reportedAt: row.report?.reportedAt ?? null,
      upgradeRequired: UPGRADE_NOTES.find((it) => it === row.needsAttention) ?? null,
    };
  });
  return {
    machines,
    ...labCables(machines, entered),
    doubts: findCableDoubts(machines),
    sightings,
  };
}

/** What the Mac itself says it is comes before what somebody entered. */
function findModel(catalogId: string | null, facts: CabledMachine['facts']): CabledMachine['model'] {
  const own = facts && findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores).model;
  return own ?? (catalogId === null ? null : getMacModel(catalogId));
}
