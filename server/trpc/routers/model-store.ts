import * as z from 'zod';
import {
  CopyModelInput,
  CopyTargets,
  CopyTargetsInput,
  ListCopiesInput,
  ModelCopies,
  OnOneMachineInput,
  PinModelInput,
} from '@/shared/schemas/model-store.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  cancelCopy,
  copyModel,
  listCopies,
  listCopyTargets,
  pinModel,
  removeFromMachine,
} from '../../modules/model-store/index.ts';
import { procedure, router } from '../init.ts';

export const modelStoreRouter = router({
  /** Copies under way, and those that ended in the last day. */
  copies: procedure
    .input(ListCopiesInput)
    .output(ModelCopies)
    .query(({ ctx, input }) => listCopies(ctx, input)),
  /** Machines that lack a model, and whether they can have it. */
  targets: procedure
    .input(CopyTargetsInput)
    .output(CopyTargets)
    .query(({ ctx, input }) => listCopyTargets(ctx, input)),
  copy: procedure
    .input(CopyModelInput)
    .output(z.object({ ids: z.array(Id) }))
    .mutation(({ ctx, input }) => copyModel(ctx, input)),
  cancel: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => cancelCopy(ctx, input)),
  pin: procedure.input(PinModelInput).mutation(({ ctx, input }) => pinModel(ctx, input)),
  /** Off one machine's disk. */
  remove: procedure.input(OnOneMachineInput).mutation(({ ctx, input }) => removeFromMachine(ctx, input)),
});
