import type { CordonColumns } from '@/shared/domain/cordon.ts';
import type { MachineStatus } from '@/shared/schemas/machine.ts';
import { Prisma } from '@/prisma/generated/client.ts';
import { readSql, type Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

export type LockedMachine = {
  id: string;
  name: string;
  status: MachineStatus;
  simulated: boolean;
  catalogId: string | null;
  revision: number;
} & CordonColumns;

/**
 * Holds the machines' rows until the transaction ends, those of them that exist. Rows are locked in one order
 * everywhere, so that nobody waits in a circle: MaintenanceSeries, BookingSeries, Project, Booking (several by id),
 * Machine (several by id), what quotas are counted under (User, Team, BookingRule), JoinToken, Agent, MachineReport,
 * MaintenanceWindow, BookingWait, BookingHold, MachineBlock.
 */
export const lockMachines = (tx: Transaction, machineIds: readonly string[]): Promise<LockedMachine[]> =>
  // NO KEY UPDATE rather than UPDATE: foreign-key checks of rows that point at a machine don't wait for it.
  readSql<LockedMachine>(
    tx,
    'inventory.lock-machines',
    Prisma.sql`
    SELECT id, name, status::text, simulated, "catalogId", revision,
      "cordonedAt", "cordonedBy", "cordonReason", "drainBy" FROM "Machine"
    WHERE id = ANY(${machineIds}) ORDER BY id FOR NO KEY UPDATE`,
  );

/** One of them; NOT_FOUND when it is not there. */
export async function lockMachine(tx: Transaction, machineId: string): Promise<LockedMachine> {
  const [row] = await lockMachines(tx, [machineId]);
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  return row;
}
