import type { ServiceContext } from '../../context.ts';

/** Since when readings are still needed: the start of the oldest session or answer whose energy is not settled. */
export async function readOpenSince(ctx: ServiceContext): Promise<Date | null> {
  const [row] = await ctx.db.$queryRaw<{ at: Date | null }[]>`
    SELECT least(
      (SELECT min(s."createdAt") FROM "SessionEnergy" e JOIN "Session" s ON s.id = e."sessionId" WHERE e."settledAt" IS NULL
        AND e."dueAt" IS NOT NULL),
      (SELECT min(g."createdAt") FROM "Generation" g WHERE g."energyDueAt" IS NOT NULL)) AS at`;
  return row?.at ?? null;
}
