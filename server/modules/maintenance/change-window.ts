import type * as z from 'zod';
import type { ChangeWindowInput } from '@/shared/schemas/maintenance.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudits } from '../audit/index.ts';
import type { LockedMachine } from '../inventory/index.ts';
import { answerMootAskings } from './ask-to-make-way.ts';
import { layWindow, lockForWindow, writeWindow } from './lay-window.ts';
import { takeLeftOver } from './take-left-over.ts';

/** Other times, machines or words for maintenance that has not begun; what is in the way then has the same ways out. */
export async function changeWindow(
  ctx: ServiceContext,
  input: z.output<typeof ChangeWindowInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'machine:edit');
  return writeWindow(ctx, input, async (tx, afterCommit, { wanted, rules }) => {
    const before = (await readWindow(tx, input.id)).machineIds;
    const locked = await lockForWindow(ctx, tx, wanted, before);
    const was = await readWindow(tx, input.id);
    if (was.cancelledAt || was.endedAt || was.startsAt <= ctx.now() || was.machineIds.length === 0)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        was.cancelledAt || was.machineIds.length === 0
          ? 'This maintenance was called off. Plan it anew.'
          : 'This maintenance has begun. End it, or let it run.',
      );
    await tx.machineBlock.deleteMany({ where: { windowId: input.id } });
    const { startsAt, endsAt } = await layWindow(ctx, tx, afterCommit, { wanted, locked, rules });
    await answerMootAskings(tx, input.id, ctx.now());
    const after = { from: startsAt, until: endsAt, note: wanted.note };
    await tellChange(ctx, tx, { was, machines: locked.machines, after });
    await takeLeftOver(ctx, tx, afterCommit, { ...was, machineIds: before });
    for (const machineId of before) afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId }));
  });
}

type Change = {
  was: Awaited<ReturnType<typeof readWindow>>;
  machines: readonly LockedMachine[];
  after: { from: Date; until: Date; note: string | null };
};

/** In the history of each machine: one may have come to it, or been taken out. */
async function tellChange(ctx: ServiceContext, tx: Transaction, { was, machines, after }: Change) {
  const before = { from: was.startsAt, until: was.endsAt, note: was.note };
  const stays = new Set(machines.map((it) => it.id));
  const left = await tx.machine.findMany({
    where: { id: { in: was.machineIds.filter((id) => !stays.has(id)) } },
    select: { id: true, name: true },
  });
  const told = ({ id, name }: { id: string; name: string }) => ({
    objectType: 'machine',
    objectId: id,
    objectName: name,
  });
  await emitAudits(ctx, tx, [
    ...machines.map((machine) =>
      was.machineIds.includes(machine.id)
        ? { ...told(machine), action: 'machine.change-maintenance', before, after }
        : { ...told(machine), action: 'machine.plan-maintenance', before: null, after },
    ),
    ...left.map((it) => ({ ...told(it), action: 'machine.cancel-maintenance', before, after: null })),
  ]);
}

async function readWindow(tx: Transaction, id: string) {
  const row = await tx.maintenanceWindow.findUnique({
    where: { id },
    include: { blocks: { select: { machineId: true } } },
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such maintenance.');
  const { blocks, ...window } = row;
  return { ...window, machineIds: [...new Set(blocks.map((it) => it.machineId))] };
}
