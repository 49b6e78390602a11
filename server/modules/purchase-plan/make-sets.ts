import { catalogueMachine, mostCores } from '@/shared/data/catalogue-machines.ts';
import { getMacModel, type MacModel, macName } from '@/shared/data/mac-models.ts';
import { cabledParts } from '@/shared/domain/choose-set.ts';
import { MESH_MAX_MACHINES } from '@/shared/domain/islands.ts';
import { groupByPair, type Link, pairRdma } from '@/shared/domain/link.ts';
import { labSets } from '@/shared/domain/lab-sets.ts';
import type { PlanSet } from '@/shared/domain/planner.ts';
import { type PowerRange, rangeOf } from '@/shared/domain/power-estimate.ts';
import { planWatts, type PlanWatts, type UnknownWatts } from '@/shared/domain/purchase-plan/plan-watts.ts';
import { NEW_LINE, type PlanLine, type PlanSetAsked } from '@/shared/domain/purchase-plan/plan-set.ts';
import type { Demand, ReplayMachine } from '@/shared/domain/purchase-plan/replay-demand.ts';
import { ServiceError } from '../../errors.ts';
import { type LabToPlan, toPlanSet } from '../planning/index.ts';
import type { LabWatts } from './read-watts.ts';

type SetMachine = ReplayMachine & {
  name: string;
  kind: string;
  isBought: boolean;
  watts: PlanWatts | UnknownWatts;
};
export type SetToReplay = {
  title: string;
  asked: PlanSetAsked | null;
  machines: SetMachine[];
  /** What of it can run one model together. */
  planSets: PlanSet[];
};

/** Today's machines of one kind, real or simulated, and each set that is asked for beside them. */
export function makeSets(
  lab: LabToPlan,
  watts: LabWatts,
  simulated: boolean,
  asked: readonly PlanSetAsked[],
): SetToReplay[] {
  const own = lab.machines.filter((it) => it.simulated === simulated && it.register.status !== 'loaned');
  const today = ownMachines(own, lab.links, watts);
  const planSetsOf = (ids: ReadonlySet<string>): PlanSet[] =>
    labSets(
      own.filter((it) => ids.has(it.id)),
      lab.links,
    ).flatMap((it) => toPlanSet(it) ?? []);
  const first = {
    title: 'Today',
    asked: null,
    machines: today,
    planSets: planSetsOf(new Set(own.map(({ id }) => id))),
  };
  return [
    first,
    ...asked.map((set): SetToReplay => {
      const left = today.filter(({ id }) => !set.without.includes(id));
      const gone = today.filter(({ id }) => set.without.includes(id));
      const bought = set.lines.map((line, at) => buy(line, at, watts));
      return {
        title: titleOf(set.lines, gone),
        asked: set,
        machines: [...left, ...bought.flatMap((it) => it.machines)],
        planSets: [...planSetsOf(new Set(left.map(({ id }) => id))), ...bought.flatMap((it) => it.planSets)],
      };
    }),
  ];
}

const BYTES_PER_GB = 1024 ** 3;

/** One more of the kind of Mac that was booked for the longest; none where the catalogue does not have it. */
export function suggestSets(
  lab: LabToPlan,
  watts: LabWatts,
  bookings: readonly Pick<Demand, 'lengthMs' | 'hadIds'>[],
): PlanSetAsked[] {
  const kindOf = new Map(
    lab.machines.flatMap(({ id }) => {
      const model = getMacModel(watts.kinds.get(id) ?? '');
      const memoryGb = Math.round((watts.memory.get(id) ?? 0) / BYTES_PER_GB);
      return model?.memoryGb.includes(memoryGb) ? [[id, { catalogId: model.id, memoryGb }] as const] : [];
    }),
  );
  const booked = new Map<string, { kind: Pick<PlanLine, 'catalogId' | 'memoryGb'>; ms: number }>();
  for (const { hadIds, lengthMs } of bookings)
    for (const id of hadIds) {
      const kind = kindOf.get(id);
      if (!kind) continue;
      const key = `${kind.catalogId} ${kind.memoryGb}`;
      booked.set(key, { kind, ms: (booked.get(key)?.ms ?? 0) + lengthMs });
    }
  const [most] = [...booked.values()].toSorted((a, b) => b.ms - a.ms);
  return most ? [{ lines: [{ ...most.kind, ...NEW_LINE }], without: [] }] : [];
}

function ownMachines(own: LabToPlan['machines'], links: readonly Link[], watts: LabWatts): SetMachine[] {
  const islands = rdmaIslands(own, links);
  return own.map(({ id, name, kind }) => {
    const found = watts.kinds.get(id);
    return {
      id,
      name,
      kind,
      isBought: false,
      memoryBytes: watts.memory.get(id) ?? null,
      island: islands.get(id) ?? null,
      watts: planWatts(
        (found && watts.measured.get(found)) || null,
        watts.ranges.get(id) ?? null,
        watts.load,
      ),
    };
  });
}

/** Machines that RDMA connects, directly or through others; those alone are in none. */
function rdmaIslands(own: LabToPlan['machines'], links: readonly Link[]): Map<string, string> {
  const near = new Map(own.map(({ id }) => [id, new Set<string>()]));
  for (const cables of groupByPair(links).values()) {
    const { aMachineId, bMachineId } = cables[0]!;
    if (pairRdma(cables) !== true) continue;
    near.get(aMachineId)?.add(bMachineId);
    near.get(bMachineId)?.add(aMachineId);
  }
  return new Map(
    cabledParts(own, near)
      .filter((part) => part.length > 1)
      .flatMap((part) => part.map(({ id }) => [id, part[0]!.id] as const)),
  );
}

/** The machines of one line; cabled ones stand in meshes as large as their ports allow. */
function buy(line: PlanLine, at: number, watts: LabWatts) {
  const model = requireModel(line);
  const one = catalogueMachine(model, line.memoryGb, mostCores(model, line.memoryGb));
  const most = mostInMesh(model);
  const isMesh = line.isCabled && line.count > 1 && most > 1;
  const entered: PowerRange | null = rangeOf(line, null);
  // What somebody enters goes before what the lab measured: it says that these are others.
  const power = planWatts(
    entered ? null : (watts.measured.get(model.id) ?? null),
    entered ?? rangeOf({ idleWatts: null, maxWatts: null }, model),
    watts.load,
  );
  const machines = Array.from({ length: line.count }, (_, index): SetMachine => ({
    id: `bought-${at + 1}-${index + 1}`,
    name: line.count === 1 ? one.name : `${one.name}, ${index + 1} of ${line.count}`,
    kind: one.name,
    isBought: true,
    memoryBytes: one.memoryBytes,
    island: isMesh ? `bought-${at + 1}-mesh-${Math.floor(index / most)}` : null,
    watts: power,
  }));
  const together = isMesh ? Math.min(line.count, most) : 1;
  const planSets = Array.from({ length: together }, (_, index): PlanSet => ({
    name: index === 0 ? one.name : `${index + 1} × ${one.name}`,
    machines: Array.from({ length: index + 1 }, (__, place) => ({
      ...one,
      name: `${one.name}, ${place + 1}`,
    })),
    link: index === 0 ? 'none' : 'rdma-mesh',
  }));
  return { machines, planSets };
}

function requireModel({ catalogId, memoryGb }: PlanLine): MacModel {
  const model = getMacModel(catalogId);
  if (!model) throw new ServiceError('NOT_FOUND', 'The catalogue has no such Mac. Choose one from the list.');
  if (!model.memoryGb.includes(memoryGb))
    throw new ServiceError(
      'VALIDATION',
      `${model.name} comes with ${model.memoryGb.join(', ')} GB, not with ${memoryGb}.`,
    );
  return model;
}

const mostInMesh = ({ rdma }: MacModel): number =>
  rdma.capable === true ? Math.min(MESH_MAX_MACHINES, (rdma.usablePorts ?? 0) + 1) : 1;

function titleOf(lines: readonly PlanLine[], gone: readonly SetMachine[]): string {
  const plus = lines.map(
    ({ count, catalogId, memoryGb }) =>
      `+ ${count === 1 ? '' : `${count} × `}${macName(catalogId)}, ${memoryGb} GB`,
  );
  const minus = gone.map(({ name }) => `− ${name}`);
  return [...plus, ...minus].join(' ') || 'Today';
}
