import type { ServiceContext } from '../../context.ts';
import { readOpenSince } from '../../modules/energy/index.ts';
import { packMonths, pruneReadings } from '../../modules/metrics/index.ts';

export async function handlePruneReadings(ctx: ServiceContext): Promise<void> {
  const { droppedDays } = await pruneReadings(ctx, { openSince: await readOpenSince(ctx) });
  await packMonths(ctx);
  if (droppedDays > 0) ctx.logger.info({ droppedDays }, 'old days of readings dropped');
}
