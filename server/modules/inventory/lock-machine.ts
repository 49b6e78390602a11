import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

export type LockedMachine = {
  id: string;
  name: string;
  status: 'active' | 'maintenance' | 'retired';
  simulated: boolean;
  catalogId: string | null;
  revision: number;
};

/**
 * Holds the machine's row until the transaction ends. Rows are locked in one order everywhere, so that nobody waits
 * in a circle: Booking, Machine (several by id), JoinToken, Agent, MachineReport, MachineBlock.
 */
export async function lockMachine(tx: Transaction, machineId: string): Promise<LockedMachine> {
  // NO KEY UPDATE rather than UPDATE: foreign-key checks of rows that point at the machine don't wait for it.
  const [row] = await tx.$queryRaw<LockedMachine[]>`
    SELECT id, name, status::text, simulated, "catalogId", revision
    FROM "Machine" WHERE id = ${machineId} FOR NO KEY UPDATE`;
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  return row;
}
