import { type CableOwner, cableKey, labCables, reportedPort } from '@/shared/domain/lab-cables.ts';
import { compareNames } from '@/shared/domain/link.ts';
import { namePort } from '@/shared/domain/port-name.ts';
import { portKey } from '@/shared/domain/topology.ts';
import type { MachinePorts } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type CabledMachine, type CabledLabReader, loadCabledLab } from './load-cabled-lab.ts';

/** A machine's ports as its agent tells them, else as the catalogue knows them, and what is plugged into each. */
export async function readPorts(
  ctx: ServiceContext,
  { machineId }: { machineId: string },
  read: CabledLabReader = loadCabledLab,
): Promise<MachinePorts> {
  authorize(ctx, 'lab:read');
  const lab = await read(ctx);
  const machine = lab.machines.find((it) => it.machineId === machineId);
  if (!machine)
    throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab, or it is retired.');
  const seen = labCables(lab.machines, []).links.map((link) => ({
    ...link,
    id: null,
    how: 'its agent sees it',
  }));
  const seenKeys = new Set(seen.map(cableKey));
  const entered = [
    ...lab.links.flatMap(({ entered: it, ...link }) => (it ? [{ ...link, id: it.id }] : [])),
    ...lab.unseen,
  ]
    .filter((link) => !seenKeys.has(cableKey(link)))
    .map((link) => ({ ...link, how: 'entered by hand' }));
  const owners = new Map<string, CableOwner & CabledMachine>(lab.machines.map((it) => [it.machineId, it]));
  const takenAt = (key: string): MachinePorts['ports'][number]['taken'] => {
    for (const { id, how, ...link } of [...seen, ...entered]) {
      const isA = link.aMachineId === machineId && reportedPort(machine, link.aPort) === key;
      const isB = link.bMachineId === machineId && reportedPort(machine, link.bPort) === key;
      if (!isA && !isB) continue;
      const far = owners.get(isA ? link.bMachineId : link.aMachineId);
      const farPort = isA ? link.bPort : link.aPort;
      return {
        enteredId: id,
        by: `${far?.name ?? 'another Mac'}, ${far ? namePort(farPort, far) : farPort} (${how})`,
      };
    }
    return null;
  };
  const keys = listKeys(machine);
  return {
    isReported: machine.facts?.thunderbolt != null,
    ports: keys.map((key) => ({
      key,
      name: namePort(key, machine),
      isDoubtful: machine.model?.rdma.doubtfulInterfaces.includes(key) === true,
      taken: takenAt(key),
    })),
  };
}

function listKeys({ facts, model }: CabledMachine): string[] {
  const ports = facts?.thunderbolt?.toSorted((a, b) => compareNames(a.receptacle, b.receptacle));
  if (ports) return ports.map(portKey);
  return Array.from({ length: model?.thunderbolt.ports ?? 0 }, (_, index) => `Thunderbolt ${index + 1}`);
}
