import type * as z from 'zod';
import type { Machine, MachineStatus, SetMachineStatusInput } from '@/shared/schemas/machine.ts';
import { type AfterCommit, authorize, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { callOffBlocks } from './call-off-blocks.ts';
import { changeMachine } from './change-machine.ts';
import { endAgent } from './end-agent.ts';
import { getMachine } from './get-machine.ts';
import type { LockedMachine } from './lock-machine.ts';

const RETIRED = 'Its machine was retired.';

/** Maintenance keeps new bookings away and leaves the ones there are; lending it away and retiring want none left. */
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
    check: (tx, before, afterCommit) => allowStatus(ctx, tx, afterCommit, before, status),
  });
  return getMachine(ctx, { id });
}

/**
 * Whether a machine may have that status, its row being locked: who books it locks it first, so no booking slips in
 * between. Retired or loaned away it can't have bookings ahead; retired it has no agent, and no maintenance either.
 */
export async function allowStatus(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machine: LockedMachine,
  status: MachineStatus,
): Promise<void> {
  if (status === machine.status) return;
  if (status === 'retired' || status === 'loaned')
    await refuseWhileBooked(tx, machine.id, machine.name, ctx.now());
  if (status !== 'retired') return;
  await endAgent(ctx, tx, afterCommit, { machineId: machine.id, reason: RETIRED });
  await callOffBlocks(ctx, tx, afterCommit, { machines: [machine] });
}

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
