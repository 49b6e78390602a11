import type { ServiceContext } from '../../context.ts';
import { freezeDueMonths } from '../../modules/costs/index.ts';

export async function handleFreezeMonths(ctx: ServiceContext): Promise<void> {
  const { frozen } = await freezeDueMonths(ctx);
  if (frozen.length > 0) ctx.logger.info({ frozen }, 'months are frozen');
}
