import * as z from 'zod';
import { FindInput, Found, WishDrop } from '@/shared/schemas/finder.ts';
import { dropWishes, findTime } from '../../modules/bookings/index.ts';
import { procedure, router } from '../init.ts';
import { finderLab } from '../lab-readers.ts';

export const finderRouter = router({
  /** Times at which a set as wished is free. */
  find: procedure
    .input(FindInput)
    .output(Found)
    .query(({ ctx, input }) => findTime(ctx, input, finderLab)),
  /** What giving up one part of the wish would give. */
  drops: procedure
    .input(FindInput)
    .output(z.array(WishDrop))
    .query(({ ctx, input }) => dropWishes(ctx, input, finderLab)),
});
