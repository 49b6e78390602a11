export { checkModelSet } from './check-model-set.ts';
export { listCatalogueModels } from './list-catalogue-models.ts';
export { planFit } from './plan-fit.ts';
export { planModelsFor } from './plan-models-for.ts';
export { planToBuy } from './plan-to-buy.ts';
export { readLabMachines } from './read-lab-machines.ts';
