import type { ServiceContext } from '../../context.ts';

/** Of these agents: the newest connection each has made, and whether it may make any. Those gone are missing. */
export async function readIdentities(
  ctx: ServiceContext,
  agentIds: readonly string[],
): Promise<Map<string, { joinCounter: number; isRevoked: boolean }>> {
  const rows = await ctx.db.agent.findMany({
    where: { id: { in: [...agentIds] } },
    select: { id: true, joinCounter: true, state: true, machine: { select: { status: true } } },
  });
  return new Map(
    rows.map(({ id, joinCounter, state, machine }) => {
      const isRevoked = state === 'revoked' || machine.status === 'retired';
      return [id, { joinCounter, isRevoked }];
    }),
  );
}
