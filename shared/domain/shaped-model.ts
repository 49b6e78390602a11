import type { MlxModel, Quantisation } from '../data/mlx-models.ts';
import { supportOf } from '../data/mlx-families.ts';
import type { ModelShape } from '../schemas/model-shape.ts';

type Naming = { id: string; title: string; repo: string | null; source?: string };

/** Files of 16 bits: what eyes and ears take of them. */
const VISION_BYTES = 2;

/** A model that its own files tell of, as the planner takes those of the catalogue. */
export function toMlxModel(
  shape: ModelShape,
  { id, title, repo, source = 'its own files' }: Naming,
): { model: MlxModel; quantisation: Quantisation } {
  const { runs, ...sharding } = supportOf(shape.family);
  const { bits, groupSize, mode, bitsPerWeight, restBitsPerWeight } = shape.quantisation;
  const quantisation: Quantisation = {
    repo,
    label: labelOf(shape),
    bits,
    groupSize,
    mode,
    bitsPerWeight,
    restBitsPerWeight,
    weightBytes: shape.weightBytes,
    basis: shape.weightBasis,
    source,
  };
  const { attention } = shape;
  const model: MlxModel = {
    id,
    title,
    family: shape.family,
    parameters: { total: shape.parameters, active: activeOf(shape) },
    layers: shape.layers,
    hiddenSize: shape.hiddenSize,
    heads: shape.heads,
    kvHeads: shape.kvHeads,
    headDim: shape.headDim,
    attention:
      attention.kind === 'hybrid'
        ? { ...attention, latentWidth: attention.latentWidth ?? undefined }
        : attention,
    outputGate: shape.outputGate,
    moe: shape.moe,
    intermediateSize: shape.intermediateSize,
    vocab: shape.vocab,
    contextLength: shape.contextLength,
    tieEmbeddings: shape.tieEmbeddings,
    // Its weights are counted without them.
    visionParameters: shape.weightBytes === null ? shape.visionBytes / VISION_BYTES : null,
    quantisations: [quantisation],
    licence: shape.licence,
    runs,
    sharding,
    source,
    sources: {},
  };
  return { model, quantisation };
}

/** What a token reads of it: everything but the experts that are not chosen. */
function activeOf({ parameters, moe, hiddenSize, layers }: ModelShape): number | null {
  if (parameters === null || moe === null || moe.experts === 0) return parameters;
  const routed = 3 * hiddenSize * moe.intermediateSize * moe.experts * (layers - moe.denseLayers);
  return Math.max(0, Math.round(parameters - routed * (1 - moe.active / moe.experts)));
}

/** `4-bit`, `MXFP4`, `16-bit`: as people name a form of the weights. */
export function labelOf({
  quantisation: { mode, bits, ownLayers },
}: Pick<ModelShape, 'quantisation'>): string {
  const plain = mode === 'affine' || mode === 'none' || mode === 'int4' ? `${bits}-bit` : mode.toUpperCase();
  return ownLayers > 0 ? `${plain} and other` : plain;
}
