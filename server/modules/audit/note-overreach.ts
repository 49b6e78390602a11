import { takeUse } from '../../auth/rate-limit.ts';
import type { ServiceContext } from '../../context.ts';
import { emitAudit } from './emit-audit.ts';

/** One row a machine in so long, however much its agent says: nobody fills the disk. */
const EACH_MS = 60_000;

/**
 * Writes down that an agent spoke for a session in which its machine has no part: what it said was refused already.
 * An older epoch of its own session is none of this; words that come late are ordinary.
 */
export async function noteOverreach(
  ctx: ServiceContext,
  { machineId, sessionId }: { machineId: string; sessionId: string },
): Promise<void> {
  const own = await ctx.db.sessionRank.findFirst({ where: { sessionId, machineId }, select: { rank: true } });
  if (own) return;
  const machine = await ctx.db.machine.findUnique({ where: { id: machineId }, select: { name: true } });
  if (!machine) return;
  await ctx.db.$transaction(async (tx) => {
    const nowMs = ctx.now().getTime();
    const uses = await takeUse(tx, `overreach:${machineId}`, { max: 1, windowMs: EACH_MS }, nowMs);
    if (uses.count > 1) return;
    await emitAudit(ctx, tx, {
      action: 'agent.overreach',
      objectType: 'machine',
      objectId: machineId,
      objectName: machine.name,
    });
  });
}
