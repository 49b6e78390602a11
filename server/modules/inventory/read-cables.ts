import { listNames } from '@/shared/domain/format.ts';
import { whyNoRdma } from '@/shared/domain/readiness-machines.ts';
import { listPairs } from '@/shared/domain/readiness-pairs.ts';
import { planCables, tellDoubt } from '@/shared/domain/readiness-shape.ts';
import { MESH_MAX_MACHINES } from '@/shared/domain/islands.ts';
import { cableKey, linksNow } from '@/shared/domain/lab-cables.ts';
import { compareNames, type Link } from '@/shared/domain/link.ts';
import { findIslands, isRdmaReady } from '@/shared/domain/topology.ts';
import type { CableIsland, CableMachine, CableMap, MissingCable } from '@/shared/schemas/cables.ts';
import type { Island } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import {
  type CabledLab,
  type CabledLabReader,
  type CabledMachine,
  loadCabledLab,
} from './load-cabled-lab.ts';
import { MOST_MACHINES } from './load-inventory.ts';
import { toCable, toPorts, toUnseen } from './to-cable.ts';

/** How the lab's Macs are cabled to each other, as their agents see it and people entered it. */
export async function readCables(
  ctx: ServiceContext,
  { limit = MOST_MACHINES }: { limit?: number | undefined } = {},
  read: CabledLabReader = loadCabledLab,
): Promise<CableMap> {
  authorize(ctx, 'lab:read');
  const lab = await read(ctx);
  const machineOf = new Map(lab.machines.map((it) => [it.machineId, it]));
  const nameOf = (id: string): string => machineOf.get(id)?.name ?? '';
  type Ends = Record<'a' | 'b', { machineId: string; port: string }>;
  const byName = (one: Ends, other: Ends): number =>
    compareNames(nameOf(one.a.machineId), nameOf(other.a.machineId)) ||
    compareNames(nameOf(one.b.machineId), nameOf(other.b.machineId)) ||
    compareNames(one.a.port, other.a.port);
  const withEnds = <L extends Link, T extends Ends>(
    links: readonly L[],
    to: (link: L, a: CabledMachine, b: CabledMachine) => T,
  ): T[] =>
    links
      .flatMap((link) => {
        const [a, b] = [machineOf.get(link.aMachineId), machineOf.get(link.bMachineId)];
        return a && b ? [to(link, a, b)] : [];
      })
      .toSorted(byName);
  const since = new Map(lab.sightings.map((it) => [cableKey(it), it.since]));
  const cables = withEnds(lab.links, (link, a, b) => ({
    ...toCable(link, a, b),
    since: link.origin === 'seen' ? (since.get(cableKey(link)) ?? null) : null,
  }));
  const used = Map.groupBy(
    cables.flatMap(({ a, b }) => [a, b]),
    ({ machineId }) => machineId,
  );
  const islands = islandsOf(lab);
  const islandOf = new Map(islands.flatMap((it) => it.machineIds.map((id) => [id, it.id] as const)));
  const linksIn = Map.groupBy(lab.links, ({ aMachineId }) => islandOf.get(aMachineId));
  return {
    machines: lab.machines.slice(0, limit).map((machine) => {
      const ports = used.get(machine.machineId)?.map(({ port }) => port) ?? [];
      return toMachine(machine, new Set(ports));
    }),
    cables,
    unseen: withEnds(lab.unseen, toUnseen),
    islands: islands.map((island) => withMissing(island, linksIn.get(island.id) ?? [], machineOf)),
    doubts: lab.doubts.map(({ machineIds, ...doubt }) => ({
      machineIds,
      text: `${listNames(machineIds.map((id) => machineOf.get(id)?.name ?? 'another Mac'))}: ${tellDoubt(doubt)}.`,
    })),
  };
}

function toMachine(machine: CabledMachine, usedKeys: ReadonlySet<string>): CableMachine {
  return {
    id: machine.machineId,
    name: machine.name,
    modelName: machine.modelName,
    simulated: machine.simulated,
    connection: machine.connection,
    reportedAt: machine.reportedAt,
    // Whether it is on now is not known of a Mac that says nothing now.
    rdma: machine.answers ? isRdmaReady(machine.facts) : null,
    ports: toPorts(machine, usedKeys),
    tellsPorts: machine.facts?.thunderbolt != null,
    noRdma: whyNoRdma(machine),
  };
}

/** By what is known now of each cable. */
const islandsOf = (lab: CabledLab): Island[] =>
  findIslands(
    lab.machines.map(({ machineId, name, simulated, facts }) => ({
      id: machineId,
      name,
      hostId: facts?.hostId ?? null,
      simulated,
    })),
    linksNow(lab),
  );

/** Of islands that can be a mesh at all: larger ones JACCL refuses. */
function withMissing(
  island: Island,
  links: readonly Link[],
  machineOf: ReadonlyMap<string, CabledMachine>,
): CableIsland {
  const machines = island.machineIds.flatMap((id) => machineOf.get(id) ?? []);
  if (island.cablesWanted === 0 || machines.length > MESH_MAX_MACHINES) return { ...island, missing: [] };
  const gaps = listPairs(machines, links).filter(({ best }) => best === null);
  const missing = planCables(gaps).map(({ pair: { a, b, isSilent }, aPort, bPort, text }): MissingCable => ({
    aMachineId: a.machineId,
    aPort,
    bMachineId: b.machineId,
    bPort,
    isSilent,
    text,
  }));
  return { ...island, missing };
}
