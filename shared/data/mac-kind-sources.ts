import type { MacModel } from './mac-models.ts';

/** Which source tells a field. */
const SOURCE_OF = {
  id: 'identifier',
  hwModels: 'identifier',
  name: 'identifier',
  family: 'identifier',
  year: 'identifier',
  notebook: 'identifier',
  chip: 'specification',
  cpuCores: 'specification',
  gpuCores: 'specification',
  memoryGb: 'specification',
  bandwidth: 'specification',
  hasNeuralAccelerators: 'specification',
  thunderbolt: 'specification',
  idleWatts: 'power',
  maxWatts: 'power',
  powerSource: 'power',
  rdma: 'rdma',
} as const satisfies Partial<Record<keyof MacModel, keyof MacModel['sources']>>;
export type SourcedField = keyof typeof SOURCE_OF;

export const sourceOf = (model: Pick<MacModel, 'sources'>, field: SourcedField): string =>
  model.sources[SOURCE_OF[field]];
