import {
  isDisputed,
  isOneMac,
  listPorts,
  type MachineWithFacts,
  type OwnedPort,
  portKey,
} from './topology.ts';

/** A report that makes no cable: one port told by two hosts, or a cable from a machine to itself. */
export type CableDoubt = { kind: 'same_port' | 'own_cable'; machineIds: string[]; ports: string[] };

/** What the reports say about cables that can't be so, to be told rather than drawn. */
export function findCableDoubts(machines: readonly MachineWithFacts[]): CableDoubt[] {
  const ports = listPorts(machines);
  const domains: ReadonlyMap<string, OwnedPort[]> = Map.groupBy(ports, ({ domain }) => domain);
  const disputed = [...domains.values()].filter(isDisputed).map((same) => ({
    kind: 'same_port' as const,
    machineIds: [...new Set(same.map(({ machineId }) => machineId))],
    ports: [...new Set(same.map(({ port }) => portKey(port)))],
  }));
  const loops = ports.flatMap((near) => {
    const far = (near.peer === null ? undefined : domains.get(near.peer))?.find((it) => isOneMac(it, near));
    // Told once, by the port that comes first.
    if (far === undefined || (far.peer === near.domain && ports.indexOf(far) < ports.indexOf(near)))
      return [];
    const names = [...new Set([portKey(near.port), portKey(far.port)])];
    return [{ kind: 'own_cable' as const, machineIds: [near.machineId], ports: names }];
  });
  return [...disputed, ...loops];
}
