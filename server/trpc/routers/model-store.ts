import * as z from 'zod';
import {
  BringChoices,
  BringModelInput,
  CopyModelInput,
  CopyTargets,
  CopyTargetsInput,
  ListCopiesInput,
  ModelCopies,
  ModelSources,
  OnOneMachineInput,
  PinModelInput,
  SetModelSourcesInput,
} from '@/shared/schemas/model-store.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  bringModel,
  cancelCopy,
  copyModel,
  getModelSources,
  listBringChoices,
  listCopies,
  listCopyTargets,
  pinModel,
  removeFromMachine,
  setModelSources,
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
  /** From where models can come into the lab, and to which machines. */
  bringChoices: procedure
    .input(ListCopiesInput)
    .output(BringChoices)
    .query(({ ctx, input }) => listBringChoices(ctx, input)),
  bring: procedure
    .input(BringModelInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => bringModel(ctx, input)),
  sources: procedure.output(ModelSources).query(({ ctx }) => getModelSources(ctx)),
  setSources: procedure
    .input(SetModelSourcesInput)
    .output(ModelSources)
    .mutation(({ ctx, input }) => setModelSources(ctx, input)),
  cancel: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => cancelCopy(ctx, input)),
  pin: procedure.input(PinModelInput).mutation(({ ctx, input }) => pinModel(ctx, input)),
  /** Off one machine's disk. */
  remove: procedure.input(OnOneMachineInput).mutation(({ ctx, input }) => removeFromMachine(ctx, input)),
});
