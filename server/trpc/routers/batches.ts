import * as z from 'zod';
import { KeyBatchPage, ListBatchesInput } from '@/shared/schemas/batch.ts';
import { Id } from '@/shared/schemas/units.ts';
import { cancelKeyBatch, listBatches } from '../../modules/batches/index.ts';
import { procedure, router } from '../init.ts';

const ById = z.object({ id: Id });

/** Files of questions that programs left to be worked off. */
export const batchesRouter = router({
  list: procedure
    .input(ListBatchesInput)
    .output(KeyBatchPage)
    .query(({ ctx, input }) => listBatches(ctx, input)),
  cancel: procedure
    .input(ById)
    .output(ById)
    .mutation(({ ctx, input }) => cancelKeyBatch(ctx, input)),
});
