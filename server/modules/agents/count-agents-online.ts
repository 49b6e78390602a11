import type { ServiceContext } from '../../context.ts';
import { portalStartedAt } from './sweep-liveness.ts';

/** Machines of the lab, and agents that have spoken since this portal's start: older rows say nothing about now. */
export async function countAgentsOnline(
  ctx: ServiceContext,
): Promise<{ agentsOnline: number; machines: number }> {
  const [agentsOnline, machines] = await Promise.all([
    ctx.db.agent.count({ where: { state: 'online', lastSeenAt: { gte: portalStartedAt } } }),
    ctx.db.machine.count({ where: { status: { not: 'retired' } } }),
  ]);
  return { agentsOnline, machines };
}
