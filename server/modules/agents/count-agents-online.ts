import type { ServiceContext } from '../../context.ts';

/** Machines of the lab, and how many of their agents are connected now; rows may tell of before a restart. */
export async function countAgentsOnline(
  ctx: ServiceContext,
): Promise<{ agentsOnline: number; machines: number }> {
  const machines = await ctx.db.machine.findMany({
    where: { status: { not: 'retired' } },
    select: { id: true },
  });
  const connected = await ctx.agents.connectedMachines(machines.map((it) => it.id));
  return { agentsOnline: connected.size, machines: machines.length };
}
