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

const endName = (machine: CabledMachine | undefined, port: string): string =>
  machine ? `${machine.name}, ${namePort(port, machine)}` : `another Mac, ${port}`;

/** For the audit: both ends as they are found on the cases. */
export const cableName = (
  row: CableRow,
  { a, b }: { a: CabledMachine | undefined; b: CabledMachine | undefined },
): string => `${endName(a, row.aPort)}, to ${endName(b, row.bPort)}`;

export function describeCable(row: CableRow, machines: readonly CabledMachine[]): NonNullable<AuditSide> {
  const find = (id: string) => machines.find((it) => it.machineId === id);
  return {
    oneEnd: endName(find(row.aMachineId), row.aPort),
    otherEnd: endName(find(row.bMachineId), row.bPort),
    speedGbps: row.speedGbps,
    rdma: row.rdma,
  };
}
