import { toMlxModel } from '@/shared/domain/shaped-model.ts';
import { whyNotPipeline, whyNotTensor } from '@/shared/domain/sharding.ts';
import type { ModelShape } from '@/shared/schemas/model-shape.ts';

const SIZES = [2, 3, 4, 5, 6, 7, 8];
const NAMELESS = { id: '', title: '', repo: null };

/** Over how many ranks a model can be split by slices of its layers. MLX raises otherwise, in the middle of loading. */
export function tensorSizesOf(shape: ModelShape): number[] {
  const { model, quantisation } = toMlxModel(shape, NAMELESS);
  // Without heads in the file nobody knows whether they divide.
  if (model.heads === null) return [];
  return SIZES.filter((size) => whyNotTensor(model, quantisation, size) === null);
}

/** Over how many it can be split by whole layers: only with an index, by which each rank finds its files. */
export function pipelineSizesOf(shape: ModelShape, hasIndex: boolean): number[] {
  if (!hasIndex) return [];
  const { model } = toMlxModel(shape, NAMELESS);
  return SIZES.filter((size) => whyNotPipeline(model, size) === null);
}
