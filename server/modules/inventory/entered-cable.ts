import type { Link } from '@/shared/domain/link.ts';
import { namePort } from '@/shared/domain/port-name.ts';
import type { EnteredCable } from '@/shared/schemas/cables.ts';
import type { AuditSide } from '../audit/index.ts';
import type { CabledMachine } from './load-cabled-lab.ts';

/** As it is stored. */
export type CableRow = { id: string } & Omit<Link, 'through'>;

export const toRow = ({ id, a, b, ...rest }: EnteredCable & { simulated: boolean }): CableRow => ({
  id,
  aMachineId: a.machineId,
  aPort: a.port,
  bMachineId: b.machineId,
  bPort: b.port,
  ...rest,
});

export const toEntered = (row: CableRow): EnteredCable => ({
  id: row.id,
  a: { machineId: row.aMachineId, port: row.aPort },
  b: { machineId: row.bMachineId, port: row.bPort },
  speedGbps: row.speedGbps,
  rdma: row.rdma,
});

/** How it is known that a cable is there. */
export const howKnown = (isSeen: boolean): string => (isSeen ? 'its agent sees it' : 'entered by hand');

type Machines = readonly CabledMachine[];

/** An end as it is found on the case. */
export function endName(machines: Machines, { machineId, port }: EnteredCable['a']): string {
  const machine = machines.find((it) => it.machineId === machineId);
  return machine ? `${machine.name}, ${namePort(port, machine)}` : `another Mac, ${port}`;
}

/** For the audit. */
export function cableName(row: CableRow, machines: Machines): string {
  const { a, b } = toEntered(row);
  return `${endName(machines, a)}, to ${endName(machines, b)}`;
}

export function describeCable(row: CableRow, machines: Machines): NonNullable<AuditSide> {
  const { a, b, speedGbps, rdma } = toEntered(row);
  return { oneEnd: endName(machines, a), otherEnd: endName(machines, b), speedGbps, rdma };
}
