import type { ShapeQuantisation } from '../../schemas/model-shape.ts';
import { type Config, countOf, isRecord, textOf } from './config-values.ts';

/** Bits a weight takes beside its own: a 16-bit scale and bias a group (affine), one byte a block of 32 (MX). */
const SCALE_BITS: Record<ShapeQuantisation['mode'], (groupSize: number) => number> = {
  affine: (groupSize) => 32 / groupSize,
  mxfp4: (groupSize) => 8 / groupSize,
  mxfp8: (groupSize) => 8 / groupSize,
  nvfp4: (groupSize) => 8 / groupSize,
  int4: (groupSize) => 16 / groupSize,
  none: () => 0,
};
const USUAL_GROUP: Record<ShapeQuantisation['mode'], number> = {
  affine: 64,
  mxfp4: 32,
  mxfp8: 32,
  nvfp4: 16,
  int4: 32,
  none: 1,
};

type Mode = ShapeQuantisation['mode'];
const isMode = (text: string | null): text is Mode => text !== null && text in USUAL_GROUP;

function make(
  mode: Mode,
  bits: number,
  group: number | null,
  restBits: number | null,
  ownLayers = 0,
): ShapeQuantisation {
  const groupSize = mode === 'none' ? null : (group ?? USUAL_GROUP[mode]);
  const bitsPerWeight = bits + (groupSize === null ? 0 : SCALE_BITS[mode](groupSize));
  return { bits, groupSize, mode, bitsPerWeight, restBitsPerWeight: restBits ?? bitsPerWeight, ownLayers };
}

/** How config.json says that its weights are written. What it says may be a lie: the headers are asked too. */
export function quantisationOf(config: Config): ShapeQuantisation {
  const own = config['quantization'];
  if (isRecord(own)) return ofMlx(own);
  const theirs = config['quantization_config'];
  const plain = textOf(config, 'torch_dtype') ?? textOf(config, 'dtype');
  const bits = plain === 'float32' ? 32 : 16;
  if (!isRecord(theirs)) return make('none', bits, null, null);
  // mlx-lm writes its own under both names.
  if (countOf(theirs, 'group_size') !== null && textOf(theirs, 'quant_method') === null) return ofMlx(theirs);
  return ofOthers(theirs, bits);
}

function ofMlx(own: Config): ShapeQuantisation {
  const stated = textOf(own, 'mode');
  const mode = isMode(stated) ? stated : 'affine';
  const bits = Math.min(32, countOf(own, 'bits') ?? 4);
  // Entries with a name of a layer are objects, or `false` for a layer that is left as it is.
  const ownLayers = Object.values(own).filter((it) => isRecord(it) || it === false).length;
  return make(mode, bits, countOf(own, 'group_size'), null, ownLayers);
}

function ofOthers(theirs: Config, plainBits: number): ShapeQuantisation {
  const method = textOf(theirs, 'quant_method');
  if (method === 'mxfp4') return make('mxfp4', 4, 32, plainBits);
  if (method === 'compressed-tensors') {
    const groups = isRecord(theirs['config_groups']) ? Object.values(theirs['config_groups']) : [];
    const first = groups.find(isRecord)?.['weights'];
    const weights = isRecord(first) ? first : {};
    const bits = Math.min(16, countOf(weights, 'num_bits') ?? 4);
    return bits > 4
      ? make('none', 16, null, null)
      : make('int4', bits, countOf(weights, 'group_size'), plainBits);
  }
  if (method === 'awq' || method === 'gptq') {
    return make(
      'affine',
      Math.min(8, countOf(theirs, 'bits') ?? 4),
      countOf(theirs, 'group_size'),
      plainBits,
    );
  }
  // FP8 and what we don't know: mlx-lm makes 16 bits of it as it loads.
  return make('none', 16, null, null);
}
