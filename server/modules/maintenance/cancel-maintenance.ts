import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { callOffBlocks, lockMachines } from '../inventory/index.ts';
import { answerMootAskings } from './ask-to-make-way.ts';
import { takeLeftOver } from './take-left-over.ts';

const GONE = 'There is no such maintenance. Somebody may have called it off.';

/**
 * Calls planned maintenance of one machine off, the block being named; once it has begun it ends now, and what it took
 * stays in the timeline. Other machines of the same window keep theirs.
 */
export async function cancelMaintenance(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const find = () => tx.machineBlock.findUnique({ where: { id: input.id, kind: 'maintenance' } });
    const machineId = (await find())?.machineId;
    const [machine] = machineId === undefined ? [] : await lockMachines(tx, [machineId]);
    const block = await find();
    if (!machine || !block) throw new ServiceError('NOT_FOUND', GONE);
    if (!(block.holds || block.waits) || block.endsAt <= ctx.now())
      throw new ServiceError('PRECONDITION_FAILED', `This maintenance of ${machine.name} is over.`);
    const { windowId } = block;
    await callOffBlocks(ctx, tx, afterCommit, {
      machines: [machine],
      where: windowId ? { windowId } : { id: block.id },
    });
    if (windowId) await answerMootAskings(tx, windowId, ctx.now());
    const window = windowId ? await tx.maintenanceWindow.findUnique({ where: { id: windowId } }) : null;
    const { startsAt, endsAt } = window ?? block;
    await takeLeftOver(ctx, tx, afterCommit, { machineIds: [machine.id], startsAt, endsAt });
  });
}

/** Calls a whole window off; once it has begun it ends now. */
export async function cancelWindow(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const window = await tx.maintenanceWindow.findUnique({ where: { id: input.id } });
    if (!window) throw new ServiceError('NOT_FOUND', GONE);
    const ended = await endWindow(ctx, tx, afterCommit, window);
    if (!ended && !window.cancelledAt)
      throw new ServiceError('PRECONDITION_FAILED', 'This maintenance is over.');
  });
}

/** Within a transaction: what of a window is still ahead goes, what runs ends; false when nothing was left of it. */
export async function endWindow(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id: windowId, startsAt, endsAt }: { id: string; startsAt: Date; endsAt: Date },
): Promise<boolean> {
  const blocks = await tx.machineBlock.findMany({ where: { windowId }, select: { machineId: true } });
  const machines = await lockMachines(tx, [...new Set(blocks.map((it) => it.machineId))]);
  const ended = await callOffBlocks(ctx, tx, afterCommit, { machines, where: { windowId } });
  await answerMootAskings(tx, windowId, ctx.now());
  const machineIds = machines.map((it) => it.id);
  if (ended) await takeLeftOver(ctx, tx, afterCommit, { machineIds, startsAt, endsAt });
  return ended;
}
