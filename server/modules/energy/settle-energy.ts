import type { ServiceContext } from '../../context.ts';
import { settleGenerations } from './settle-generations.ts';
import { settleSessions } from './settle-sessions.ts';

/** What has ended gets its energy: two look-ups in small indexes when nothing is due. */
export async function settleEnergy(ctx: ServiceContext): Promise<void> {
  await settleGenerations(ctx);
  await settleSessions(ctx);
}
