import * as z from 'zod';
import {
  BringChoices,
  BringModelInput,
  CopyModelInput,
  CopyTargets,
  CopyTargetsInput,
  DiskLookView,
  DiskMachines,
  ImportModelInput,
  ListCopiesInput,
  MachineRoom,
  ModelCopies,
  ModelRulesView,
  ModelSources,
  OnMachineInput,
  OnOneMachineInput,
  PinModelInput,
  SetModelQuotaInput,
  SetModelRulesInput,
  SetModelSourcesInput,
} from '@/shared/schemas/model-store.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  bringModel,
  cancelCopy,
  copyModel,
  getDiskLook,
  getMachineRoom,
  getModelRules,
  getModelSources,
  importModel,
  listBringChoices,
  listCopies,
  listCopyTargets,
  listDiskMachines,
  lookAtDisks,
  pinModel,
  removeFromMachine,
  setModelQuota,
  setModelRules,
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
  /** Machines that can look at the disks attached to them. */
  diskMachines: procedure
    .input(ListCopiesInput)
    .output(DiskMachines)
    .query(({ ctx, input }) => listDiskMachines(ctx, input)),
  /** What one of them found there last, if it was asked. */
  disks: procedure
    .input(OnMachineInput)
    .output(DiskLookView)
    .query(({ ctx, input }) => getDiskLook(ctx, input)),
  lookAtDisks: procedure.input(OnMachineInput).mutation(({ ctx, input }) => lookAtDisks(ctx, input)),
  import: procedure
    .input(ImportModelInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => importModel(ctx, input)),
  /** What models take on one machine, and what they may. */
  room: procedure
    .input(OnMachineInput)
    .output(MachineRoom)
    .query(({ ctx, input }) => getMachineRoom(ctx, input)),
  rules: procedure.output(ModelRulesView).query(({ ctx }) => getModelRules(ctx)),
  setRules: procedure
    .input(SetModelRulesInput)
    .output(ModelRulesView)
    .mutation(({ ctx, input }) => setModelRules(ctx, input)),
  setQuota: procedure.input(SetModelQuotaInput).mutation(({ ctx, input }) => setModelQuota(ctx, input)),
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
