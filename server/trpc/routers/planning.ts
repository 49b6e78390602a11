import * as z from 'zod';
import {
  CatalogueModel,
  FitPlan,
  ListModelsInput,
  ModelPlan,
  PlanFitInput,
  PlanModelsInput,
  PlanPurchasesInput,
  PurchasePlan,
} from '@/shared/schemas/planning.ts';
import { listModels } from '../../modules/models/index.ts';
import { planFit, planModelsFor, planToBuy } from '../../modules/planning/index.ts';
import { procedure, router } from '../init.ts';
import { labMachines } from '../lab-readers.ts';

export const planningRouter = router({
  /** What can be planned with. */
  models: procedure
    .input(ListModelsInput)
    .output(z.array(CatalogueModel))
    .query(async ({ ctx, input }) => listModels(ctx, (await labMachines(ctx)).held, input)),
  /** Which sets can run that model, or why not. */
  fit: procedure
    .input(PlanFitInput)
    .output(FitPlan)
    .query(({ ctx, input }) => planFit(ctx, input, labMachines)),
  /** Which model these machines should run. */
  modelsFor: procedure
    .input(PlanModelsInput)
    .output(ModelPlan)
    .query(({ ctx, input }) => planModelsFor(ctx, input, labMachines)),
  /** What would have to be bought. */
  toBuy: procedure
    .input(PlanPurchasesInput)
    .output(PurchasePlan)
    .query(({ ctx, input }) => planToBuy(ctx, input, labMachines)),
});
