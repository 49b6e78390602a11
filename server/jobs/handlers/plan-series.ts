import type { ServiceContext } from '../../context.ts';
import { extendAllSeries } from '../../modules/maintenance/index.ts';

export async function handlePlanSeries(ctx: ServiceContext): Promise<void> {
  const { windows } = await extendAllSeries(ctx);
  if (windows > 0) ctx.logger.info({ windows }, 'maintenance that comes again is planned');
}
