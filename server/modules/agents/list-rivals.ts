import type { Rival } from '@/shared/schemas/joins.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { hasStayed } from './rivals.ts';

/** A copy that is switched off is no news after this long. */
const FORGOTTEN_MS = 7 * 24 * 3_600_000;

/** Programs that say they are this machine beside the one that has its place, the newest first. */
export async function listRivals(ctx: ServiceContext, { id }: { id: string }): Promise<Rival[]> {
  authorize(ctx, 'machine:edit');
  const agent = await ctx.db.agent.findUnique({
    where: { machineId: id },
    select: { hardwareId: true, rivals: { where: { refusedAt: null }, orderBy: { lastSeenAt: 'desc' } } },
  });
  const forgottenAt = ctx.now().getTime() - FORGOTTEN_MS;
  return (agent?.rivals ?? [])
    .filter((it) => it.lastSeenAt.getTime() > forgottenAt)
    .map((it) => ({ ...it, isOtherHardware: it.hardwareId !== null && it.hardwareId !== agent!.hardwareId }))
    .filter((it) => it.isOtherHardware || hasStayed(ctx, it))
    .map(({ id: rivalId, hostName, address, isOtherHardware, firstSeenAt, lastSeenAt }) => ({
      id: rivalId,
      hostName,
      address,
      isOtherHardware,
      firstSeenAt,
      lastSeenAt,
    }));
}
