import * as z from 'zod';
import { Hold, HoldTimeInput, ListHoldsInput } from '@/shared/schemas/finder.ts';
import { limit } from '@/shared/schemas/paging.ts';
import { Id } from '@/shared/schemas/units.ts';
import { holdTime, letGo, listHolds, listMyHolds } from '../../modules/bookings/index.ts';
import { procedure, router } from '../init.ts';

export const holdsRouter = router({
  /** Who holds what at this moment, of a time. */
  list: procedure
    .input(ListHoldsInput)
    .output(z.array(Hold))
    .query(({ ctx, input }) => listHolds(ctx, input)),
  /** One's own, wherever they lie. */
  mine: procedure
    .input(z.object({ limit: limit(100, 100) }).prefault({}))
    .output(z.array(Hold))
    .query(({ ctx, input }) => listMyHolds(ctx, input)),
  /** In place of what one held before; refused as a booking is. */
  take: procedure
    .input(HoldTimeInput)
    .output(Hold)
    .mutation(({ ctx, input }) => holdTime(ctx, input)),
  letGo: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => letGo(ctx, input)),
});
