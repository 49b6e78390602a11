import type { Prisma } from '@/prisma/generated/client.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import type { LockedMachine } from './lock-machine.ts';

type Wanted = {
  /** Their rows are locked. */
  machines: readonly Pick<LockedMachine, 'id' | 'name'>[];
  /** Which of their maintenance: all of it when left out. */
  where?: Prisma.MachineBlockWhereInput;
};

/**
 * Takes machines out of maintenance that is not over: what is ahead is gone, what runs ends now. A window that has
 * nothing left is called off, or ended, itself. False when there was nothing.
 */
export async function callOffBlocks(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { machines, where = {} }: Wanted,
): Promise<boolean> {
  const now = ctx.now();
  const blocks = await tx.machineBlock.findMany({
    where: {
      ...where,
      kind: 'maintenance',
      machineId: { in: machines.map((it) => it.id) },
      OR: [{ holds: true }, { waits: true }],
      endsAt: { gt: now },
    },
    include: { window: true },
    orderBy: { startsAt: 'asc' },
  });
  for (const block of blocks) {
    if (block.startsAt < now)
      await tx.machineBlock.update({ where: { id: block.id }, data: { holds: false, endsAt: now } });
    else await tx.machineBlock.delete({ where: { id: block.id } });
  }
  for (const machine of machines) {
    // Its parts are told as the one time they are.
    const windows = Map.groupBy(
      blocks.filter((it) => it.machineId === machine.id),
      (it) => it.windowId ?? it.id,
    );
    for (const [first] of windows.values()) {
      const { startsAt, endsAt, note } = first!.window ?? first!;
      const hasBegun = startsAt < now;
      await emitAudit(ctx, tx, {
        action: hasBegun ? 'machine.end-maintenance' : 'machine.cancel-maintenance',
        objectType: 'machine',
        objectId: machine.id,
        objectName: machine.name,
        before: { from: startsAt, until: endsAt, note },
        after: hasBegun ? { from: startsAt, until: now, note } : null,
      });
      afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId: machine.id }));
    }
  }
  await endEmptyWindows(tx, [...new Set(blocks.flatMap((it) => it.windowId ?? []))], now);
  return blocks.length > 0;
}

async function endEmptyWindows(tx: Transaction, windowIds: string[], now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MaintenanceWindow" w SET
      "endedAt" = CASE WHEN w."startsAt" < ${now} THEN ${now}::timestamptz END,
      "cancelledAt" = CASE WHEN w."startsAt" < ${now} THEN NULL ELSE ${now}::timestamptz END
    WHERE w.id = ANY(${windowIds}) AND NOT EXISTS (
      SELECT FROM "MachineBlock" k WHERE k."windowId" = w.id AND (k.holds OR k.waits) AND k."endsAt" > ${now}
    )`;
}
