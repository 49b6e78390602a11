import type { ServiceContext } from '../../context.ts';
import { pruneSamples } from '../../modules/metrics/index.ts';

export async function handlePruneSamples(ctx: ServiceContext): Promise<void> {
  const { deleted } = await pruneSamples(ctx);
  if (deleted > 0) ctx.logger.info({ deleted }, 'old readings deleted');
}
