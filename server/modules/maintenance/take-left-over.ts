import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { readPolicy } from '../bookings/index.ts';
import { askThoseInTheWay } from './ask-to-make-way.ts';
import { layBlocks } from './lay-blocks.ts';
import { partsOf } from './parts.ts';
import { readObstacles } from './read-in-the-way.ts';

type Freed = { machineIds: string[]; startsAt: Date; endsAt: Date };

/**
 * What maintenance had of these machines, whose rows are locked, and has no more: a window that left its time to that
 * takes it, and asks whose booking is in the way of it then.
 */
export async function takeLeftOver(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { machineIds, startsAt, endsAt }: Freed,
): Promise<void> {
  const now = ctx.now();
  const others = await tx.machineBlock.findMany({
    where: {
      machineId: { in: machineIds },
      OR: [{ holds: true }, { waits: true }],
      endsAt: { gt: now },
      window: { startsAt: { lt: endsAt }, endsAt: { gt: startsAt } },
    },
    select: { machineId: true, window: true },
    distinct: ['machineId', 'windowId'],
    orderBy: [{ machineId: 'asc' }, { windowId: 'asc' }],
  });
  if (others.length === 0) return;
  const rules = await readPolicy(tx, null);
  for (const { machineId, window } of others) {
    const { id: windowId, note } = window!;
    const left = { startsAt: window!.startsAt > now ? window!.startsAt : now, endsAt: window!.endsAt };
    if (left.startsAt >= left.endsAt) continue;
    // Its own parts are among them: of those nothing is left.
    const obstacles = await readObstacles(tx, [machineId], left, null);
    const waiting = partsOf(left, obstacles).filter((it) => it.waits);
    await layBlocks(tx, { windowId, machineIds: [machineId], note, obstacles, ...left });
    const asked = obstacles.filter((it) =>
      waiting.some((part) => part.startsAt < it.endsAt && part.endsAt > it.startsAt),
    );
    const { startsAt: from, endsAt: to } = window!;
    const asking = { obstacles: asked, windowId, startsAt: from, endsAt: to, note, rules };
    await askThoseInTheWay(ctx, tx, afterCommit, asking);
  }
}
