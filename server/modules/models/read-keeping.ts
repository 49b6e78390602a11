import type { Transaction } from '../../db.ts';

export type Keeping = {
  isPinned(machineId: string, modelId: string): boolean;
  /** When a session last ran it there; null when none that is known did. */
  lastUsedAt(machineId: string, modelId: string): Date | null;
};

const keyOf = (machineId: string, modelId: string): string => `${machineId} ${modelId}`;

/** What speaks for a model's staying on a machine: that somebody pinned it, and when it was used last. */
export async function readKeeping(db: Pick<Transaction, 'modelPin' | '$queryRaw'>): Promise<Keeping> {
  const pins = await db.modelPin.findMany({ select: { machineId: true, modelId: true } });
  const used = await db.$queryRaw<{ machineId: string; modelId: string; at: Date }[]>`
    SELECT r."machineId", s."modelId", max(coalesce(s."endedAt", now())) AS at
    FROM "SessionRank" r JOIN "Session" s ON s.id = r."sessionId"
    GROUP BY 1, 2`;
  const pinned = new Set(pins.map((it) => keyOf(it.machineId, it.modelId)));
  const lastUsed = new Map(used.map((it) => [keyOf(it.machineId, it.modelId), it.at]));
  return {
    isPinned: (machineId, modelId) => pinned.has(keyOf(machineId, modelId)),
    lastUsedAt: (machineId, modelId) => lastUsed.get(keyOf(machineId, modelId)) ?? null,
  };
}
