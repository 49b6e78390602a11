import { farEnd } from '@/shared/domain/lab-cables.ts';
import { compareNames } from '@/shared/domain/link.ts';
import { namePort } from '@/shared/domain/port-name.ts';
import { portKey } from '@/shared/domain/topology.ts';
import type { MachinePorts } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { endName, howKnown } from './entered-cable.ts';
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
  const plugged = [
    ...lab.links.map((it) => ({ ...it, enteredId: it.origin === 'seen' ? null : (it.entered?.id ?? null) })),
    ...lab.unseen.map((it) => ({ ...it, enteredId: it.id })),
  ];
  const takenAt = (key: string): MachinePorts['ports'][number]['taken'] => {
    for (const { enteredId, ...link } of plugged) {
      const far = farEnd(machine, key, link);
      if (far) return { enteredId, by: `${endName(lab.machines, far)} (${howKnown(enteredId === null)})` };
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
