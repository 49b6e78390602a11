export { checkModelSet } from './check-model-set.ts';
export { type Fitter, makeFitter } from './make-fitter.ts';
export { makeExpecter } from './make-expecter.ts';
export { planFit } from './plan-fit.ts';
export { planModelsFor } from './plan-models-for.ts';
export { planSource } from './plan-source.ts';
export { planToBuy } from './plan-to-buy.ts';
export { type LabMachinesReader, type LabToPlan, readLabMachines } from './read-lab-machines.ts';
