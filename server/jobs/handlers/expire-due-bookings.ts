import type { ServiceContext } from '../../context.ts';
import { expireDueBookings } from '../../modules/bookings/index.ts';

export async function handleExpireDueBookings(ctx: ServiceContext): Promise<void> {
  await expireDueBookings(ctx);
}
