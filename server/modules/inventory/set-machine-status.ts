import type * as z from 'zod';
import type { Machine, SetMachineStatusInput } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { changeMachine } from './change-machine.ts';
import { endAgent } from './end-agent.ts';
import { getMachine } from './get-machine.ts';

const RETIRED = 'Its machine was retired.';

/** Maintenance keeps new bookings away and leaves the ones there are; retiring wants none left, and ends the agent. */
export async function setMachineStatus(
  ctx: ServiceContext,
  input: z.output<typeof SetMachineStatusInput>,
): Promise<Machine> {
  authorize(ctx, 'machine:edit');
  const { id, status, revision } = input;
  await changeMachine(ctx, {
    id,
    revision,
    data: { status },
    action: 'machine.set-status',
    describe: (before) => ({ before: { status: before.status }, after: { status } }),
    check: async (tx, before, afterCommit) => {
      if (status !== 'retired') return;
      await refuseWhileBooked(tx, id, before.name, ctx.now());
      await endAgent(ctx, tx, afterCommit, { machineId: id, reason: RETIRED });
    },
  });
  return getMachine(ctx, { id });
}

/** The machine's row is locked by now, and who books it locks it first: no booking slips in between. */
async function refuseWhileBooked(tx: Transaction, machineId: string, name: string, now: Date): Promise<void> {
  const ahead = await tx.machineBlock.count({
    where: { machineId, kind: 'booking', holds: true, endsAt: { gt: now } },
  });
  if (ahead === 0) return;
  const bookings = ahead === 1 ? 'a booking' : `${ahead} bookings`;
  throw new ServiceError(
    'PRECONDITION_FAILED',
    `${name} still has ${bookings} ahead. Cancel or end them first.`,
  );
}
