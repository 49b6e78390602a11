import type { Transaction } from '../../db.ts';
import { partsOf } from './parts.ts';
import type { Obstacle } from './read-in-the-way.ts';

type Blocks = {
  windowId: string;
  machineIds: readonly string[];
  startsAt: Date;
  endsAt: Date;
  note: string | null;
  obstacles: readonly Obstacle[];
};

/** The window's blocks on its machines, in parts where something is in the way. */
export async function layBlocks(
  tx: Transaction,
  { machineIds, obstacles, ...window }: Blocks,
): Promise<void> {
  const { windowId, note } = window;
  await tx.machineBlock.createMany({
    data: machineIds.flatMap((machineId) =>
      partsOf(
        window,
        obstacles.filter((it) => it.machineId === machineId),
      ).map(({ startsAt, endsAt, waits }) => ({
        machineId,
        windowId,
        kind: 'maintenance' as const,
        startsAt,
        endsAt,
        note,
        waits,
        holds: !waits,
      })),
    ),
  });
}
