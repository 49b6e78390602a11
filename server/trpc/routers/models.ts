import * as z from 'zod';
import { MacModel } from '@/shared/data/mac-models.ts';
import {
  CatalogueEntry,
  KeepModelInput,
  KeptModel,
  ListCatalogueInput,
  ListMacsInput,
  ModelsOnMacs,
  OnMacsInput,
  ReadModel,
} from '@/shared/schemas/models.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  keepModel,
  listCatalogue,
  listMacCatalogue,
  listOnMacs,
  removeModel,
  restoreModel,
} from '../../modules/models/index.ts';
import { planSource } from '../../modules/planning/index.ts';
import { procedure, router } from '../init.ts';
import { inventory } from './machines.ts';
import { labMachines } from '../lab-readers.ts';

export const modelsRouter = router({
  /** Which lies on which Mac, and who runs it. */
  onMacs: procedure
    .input(OnMacsInput)
    .output(ModelsOnMacs)
    .query(({ ctx, input }) => listOnMacs(ctx, input, inventory)),
  /** Those that people run on Macs, with where everything about them comes from. */
  catalogue: procedure
    .input(ListCatalogueInput)
    .output(z.array(CatalogueEntry))
    .query(({ ctx, input }) => listCatalogue(ctx, input)),
  /** Every kind of Mac, for what it is and what could be bought. */
  macCatalogue: procedure
    .input(ListMacsInput)
    .output(z.array(MacModel))
    .query(({ ctx, input }) => listMacCatalogue(ctx, input)),
  /** What a named or pasted model is and where it fits. A mutation for its size only: it writes nothing. */
  read: procedure
    .input(KeepModelInput)
    .output(ReadModel)
    .mutation(({ ctx, input }) => planSource(ctx, input, labMachines)),
  keep: procedure
    .input(KeepModelInput)
    .output(KeptModel)
    .mutation(({ ctx, input }) => keepModel(ctx, input)),
  remove: procedure
    .input(z.object({ id: Id }))
    .output(KeptModel)
    .mutation(({ ctx, input }) => removeModel(ctx, input)),
  restore: procedure
    .input(z.object({ id: Id }))
    .output(KeptModel)
    .mutation(({ ctx, input }) => restoreModel(ctx, input)),
});
