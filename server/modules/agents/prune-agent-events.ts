import type { ServiceContext } from '../../context.ts';

const KEPT_MS = 90 * 86_400_000;

/** The timeline of a machine goes back so far; incidents and what people did stay. */
export async function pruneAgentEvents(ctx: ServiceContext): Promise<{ deleted: number }> {
  const { count } = await ctx.db.agentEvent.deleteMany({
    where: { at: { lt: new Date(ctx.now().getTime() - KEPT_MS) } },
  });
  return { deleted: count };
}
