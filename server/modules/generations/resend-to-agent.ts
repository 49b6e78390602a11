import type { ServiceContext } from '../../context.ts';
import { sendStored } from './dispatch.ts';
import { sendStop } from './stop-generation.ts';

/**
 * After an agent's hello: what it may not have heard is said again, stops first, so that no answer runs beside one
 * that is over. Also the stop of an answer that only the portal has called over; and also the question of one that is
 * to be stopped and may never have arrived: the agent then ends it at once, and says so. All are no-ops twice.
 */
export async function resendToAgent(ctx: ServiceContext, machineId: string): Promise<void> {
  const rows = await ctx.db.generation.findMany({
    where: {
      session: { state: 'ready', ranks: { some: { machineId, rank: 0 } } },
      OR: [{ state: { in: ['dispatched', 'running'] } }, { state: 'interrupted', reportedAt: null }],
    },
    select: { id: true, sessionId: true, epoch: true, state: true, stopRequestedAt: true },
    orderBy: { createdAt: 'asc' },
  });
  const unwanted = rows.filter((it) => it.state === 'interrupted' || it.stopRequestedAt !== null);
  await Promise.all(unwanted.map((it) => sendStop(ctx, machineId, { ...it, generationId: it.id })));
  const open = rows.filter((it) => it.state === 'dispatched' || !unwanted.includes(it));
  for (const it of open) await sendStored(ctx, it.id);
}
