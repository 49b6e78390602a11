import type { ServiceContext } from '../../context.ts';

/** Which of these other portals holds the agent of which machine, by the rows. */
export async function findHolders(
  ctx: ServiceContext,
  machineIds: readonly string[],
  portalIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await ctx.db.agent.findMany({
    where: { machineId: { in: [...machineIds] }, portalId: { in: [...portalIds] }, state: 'online' },
    select: { machineId: true, portalId: true },
  });
  return new Map(rows.map((it) => [it.machineId, it.portalId!]));
}
