import * as z from 'zod';
import { NewWait, Wait } from '@/shared/schemas/finder.ts';
import { limit } from '@/shared/schemas/paging.ts';
import { Id } from '@/shared/schemas/units.ts';
import { addWait, listWaits, stopWait } from '../../modules/bookings/index.ts';
import { procedure, router } from '../init.ts';

export const waitsRouter = router({
  /** What one waits for oneself, with one's place in line. */
  mine: procedure
    .input(z.object({ limit: limit(50, 50) }).prefault({}))
    .output(z.array(Wait))
    .query(({ ctx, input }) => listWaits(ctx, input)),
  add: procedure.input(NewWait).mutation(({ ctx, input }) => addWait(ctx, input)),
  stop: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => stopWait(ctx, input)),
});
