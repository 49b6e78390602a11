import type { ServiceContext } from '../../context.ts';
import { pruneReadings } from '../../modules/metrics/index.ts';

export async function handlePruneReadings(ctx: ServiceContext): Promise<void> {
  const { droppedDays } = await pruneReadings(ctx);
  if (droppedDays > 0) ctx.logger.info({ droppedDays }, 'old days of readings dropped');
}
