import { findMacModel, getMacModel } from '@/shared/data/mac-models.ts';
import { type CableDoubt, findCableDoubts } from '@/shared/domain/cable-doubts.ts';
import type { ReadinessMachine } from '@/shared/domain/readiness-check.ts';
import { cableKey, type LabCables, labCables } from '@/shared/domain/lab-cables.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { answers } from './answers.ts';
import { MOST_MACHINES } from './load-inventory.ts';
import { believedFacts, readReport } from './read-report.ts';
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
  /** Since when the agents see a cable, by its ends. */
  since: ReadonlyMap<string, Date>;
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
    const report = row.report && { ...row.report, models: [] };
    const facts = believedFacts(report);
    return {
      machineId: row.id,
      name: row.name,
      connection: row.agent?.state ?? 'never',
      answers: answers(row.agent?.state ?? 'never'),
      facts,
      engine: readReport(report).engine,
      model: findModel(row.catalogId, facts),
      modelName: modelName(row.catalogId, facts),
      simulated: row.simulated,
      reportedAt: row.report?.reportedAt ?? null,
    };
  });
  return {
    machines,
    ...labCables(machines, entered),
    doubts: findCableDoubts(machines),
    since: new Map(sightings.map((it) => [cableKey(it), it.since])),
  };
}

/** What the Mac itself says it is comes before what somebody entered. */
function findModel(catalogId: string | null, facts: CabledMachine['facts']): CabledMachine['model'] {
  const own = facts && findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores).model;
  return own ?? (catalogId === null ? null : getMacModel(catalogId));
}
