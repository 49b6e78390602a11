import type { StartableModel } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { getBooking } from '../bookings/index.ts';
import { loadMachinesForStart } from './load-machines.ts';
import { judgeModels } from './startable-models.ts';

/** Models of a booking's machines; those that can't start carry the reason. */
export async function listStartableModels(
  ctx: ServiceContext,
  input: { bookingId: string; limit: number },
): Promise<StartableModel[]> {
  authorize(ctx, 'lab:read');
  const booking = await getBooking(ctx, { id: input.bookingId });
  const machineIds = booking.machines.map((it) => it.id);
  return judgeModels(await loadMachinesForStart(ctx, machineIds)).slice(0, input.limit);
}
