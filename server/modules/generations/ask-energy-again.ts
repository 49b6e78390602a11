import type { Transaction } from '../../db.ts';

/**
 * Ended answers of a session get their energy worked out anew: those without a figure, or all of them when a late
 * reading has changed what there is to share.
 */
export async function askEnergyAgain(
  tx: Transaction,
  { sessionId, all, now }: { sessionId: string; all: boolean; now: Date },
): Promise<void> {
  await tx.generation.updateMany({
    where: {
      sessionId,
      startedAt: { not: null },
      endedAt: { not: null },
      energyDueAt: null,
      ...(all ? {} : { energyJoules: null }),
    },
    data: { energyDueAt: now, energyTries: 0 },
  });
}
