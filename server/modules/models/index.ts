export { findModel } from './find-model.ts';
export { gatherHeld, type HeldModel, planIdOf, type Plannable, toPlannable } from './held-models.ts';
export { keepModel, removeModel, restoreModel } from './keep-model.ts';
export { listCatalogue, listMacCatalogue } from './list-catalogue.ts';
export { listModels, ownModels } from './list-models.ts';
export { listOnMacs } from './list-on-macs.ts';
export { readKeeping } from './read-keeping.ts';
export { readSource } from './read-source.ts';
export { toFacts } from './to-facts.ts';
