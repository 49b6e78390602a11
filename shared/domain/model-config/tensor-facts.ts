/** One tensor of a header. */
export type Tensor = { name: string; dtype: string; bytes: number };

/** What the headers of all weight files say together. */
export type TensorFacts = {
  tensors: number;
  totalBytes: number;
  visionBytes: number;
  expertBytes: number;
  /** Of `totalBytes`, what is written in 8-bit floats, which mlx-lm turns into 16 bits. */
  fp8Bytes: number;
  /** The highest number of a layer, and one; null when none is numbered. */
  layers: number | null;
  hasHead: boolean;
};

const VISION =
  /(^|\.)(vision_tower|vision_model|vision_embedder|visual|multi_modal_projector|mm_projector|audio_tower|embed_vision|embed_audio|patch_merger)(\.|$)/;
const EXPERT = /\.(experts|switch_mlp|switch_glu|block_sparse_moe\.experts)\./;
const LAYER = /(?:^|\.)(?:layers|h|blocks)\.(\d{1,5})\./;
const HEAD = /(^|\.)lm_head\./;

export const noTensors = (): TensorFacts => ({
  tensors: 0,
  totalBytes: 0,
  visionBytes: 0,
  expertBytes: 0,
  fp8Bytes: 0,
  layers: null,
  hasHead: false,
});

/** Adds one tensor to what is known. */
export function addTensor(facts: TensorFacts, { name, dtype, bytes }: Tensor): void {
  facts.tensors += 1;
  facts.totalBytes += bytes;
  if (VISION.test(name)) {
    facts.visionBytes += bytes;
    return;
  }
  if (EXPERT.test(name)) facts.expertBytes += bytes;
  if (dtype.startsWith('F8_E4') || dtype.startsWith('F8_E5')) facts.fp8Bytes += bytes;
  if (HEAD.test(name)) facts.hasHead = true;
  const layer = LAYER.exec(name)?.[1];
  if (layer !== undefined) facts.layers = Math.max(facts.layers ?? 0, Number(layer) + 1);
}

/** What several files say together. */
export const mergeTensors = (all: readonly TensorFacts[]): TensorFacts =>
  all.reduce((sum, it) => {
    const layers = Math.max(sum.layers ?? 0, it.layers ?? 0);
    return {
      tensors: sum.tensors + it.tensors,
      totalBytes: sum.totalBytes + it.totalBytes,
      visionBytes: sum.visionBytes + it.visionBytes,
      expertBytes: sum.expertBytes + it.expertBytes,
      fp8Bytes: sum.fp8Bytes + it.fp8Bytes,
      layers: layers === 0 ? null : layers,
      hasHead: sum.hasHead || it.hasHead,
    };
  }, noTensors());
