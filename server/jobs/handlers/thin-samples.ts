import type { ServiceContext } from '../../context.ts';
import { thinSamples } from '../../modules/metrics/index.ts';

export async function handleThinSamples(ctx: ServiceContext): Promise<void> {
  const { deleted } = await thinSamples(ctx);
  if (deleted > 0) ctx.logger.info({ deleted }, 'readings thinned to one a minute');
}
