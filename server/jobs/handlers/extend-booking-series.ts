import type { ServiceContext } from '../../context.ts';
import { extendBookingSeries } from '../../modules/bookings/index.ts';

export async function handleExtendBookingSeries(ctx: ServiceContext): Promise<void> {
  const { made, leftOut } = await extendBookingSeries(ctx);
  if (made + leftOut > 0) ctx.logger.info({ made, leftOut }, 'bookings that come again are made ahead');
}
