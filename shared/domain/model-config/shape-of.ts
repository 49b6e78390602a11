import { ModelShape } from '../../schemas/model-shape.ts';
import { formatGigabytes } from '../format.ts';
import { calculateWeightBytes, countWeights } from '../model-weights.ts';
import { toMlxModel } from '../shaped-model.ts';
import { attentionOf } from './attention-of.ts';
import { type Config, countOf, flagOf, isRecord, textConfigOf, textOf } from './config-values.ts';
import { feedForwardOf } from './feed-forward-of.ts';
import { quantisationOf } from './quantisation-of.ts';
import type { TensorFacts } from './tensor-facts.ts';

/** What is known beside config.json. */
export type ConfigEvidence = {
  /** From the headers of the weights. */
  tensors: TensorFacts | null;
  /** `metadata.total_size` of the index. */
  indexBytes: number | null;
  /** How many layers its index names. */
  indexLayers?: number | null;
  /** `metadata.total_parameters` of the index. */
  parameters: number | null;
  licence: string | null;
};

export const NO_EVIDENCE: ConfigEvidence = {
  tensors: null,
  indexBytes: null,
  parameters: null,
  licence: null,
};

/** What config.json says and what is measured differ by more than rounding. */
const FAR_OFF = 1.2;
const MOST_BITS = 40;

/**
 * The shape of a model out of its config.json; what its headers say wins over its index, that over its config, and
 * where they differ `doubts` tells. Null when not even layers and width are in it.
 */
export function shapeOf(json: unknown, evidence: ConfigEvidence = NO_EVIDENCE): ModelShape | null {
  if (!isRecord(json)) return null;
  const config = textConfigOf(json);
  const family = textOf(config, 'model_type');
  const said = countOf(config, 'num_hidden_layers', 'n_layers', 'num_layers', 'n_layer');
  const hiddenSize = countOf(config, 'hidden_size', 'd_model', 'n_embd', 'dim');
  if (family === null || said === null || hiddenSize === null) return null;
  const layers = layersOf(config, said, evidence);
  const attention = attentionOf(config, layers.count);
  const heads = countOf(config, 'num_attention_heads', 'n_head', 'n_heads');
  const headDim = countOf(config, 'head_dim') ?? (heads === null ? null : Math.floor(hiddenSize / heads));
  const isLatent = attention.kind === 'mla';
  const shape: ModelShape = {
    family,
    layers: layers.count,
    hiddenSize,
    heads,
    kvHeads: isLatent ? null : (countOf(config, 'num_key_value_heads', 'num_kv_heads') ?? heads),
    headDim: isLatent ? null : headDim,
    attention,
    outputGate: flagOf(config, 'attn_output_gate') ?? attention.kind === 'hybrid',
    ...feedForwardOf(config, layers.count),
    vocab: countOf(config, 'vocab_size'),
    contextLength: countOf(
      config,
      'max_position_embeddings',
      'model_max_length',
      'seq_length',
      'n_positions',
    ),
    tieEmbeddings: evidence.tensors ? !evidence.tensors.hasHead : flagOf(config, 'tie_word_embeddings'),
    quantisation: quantisationOf(json['quantization'] ? json : config),
    weightBytes: null,
    weightBasis: 'calculated',
    visionBytes: evidence.tensors?.visionBytes ?? 0,
    parameters: evidence.parameters,
    licence: evidence.licence,
    doubts: layers.doubts,
  };
  return ModelShape.safeParse(weighed(shape, evidence)).data ?? null;
}

/** Layers as its files number them, where they contradict its config. Layers that only draft are in neither count. */
function layersOf(
  config: Config,
  said: number,
  { tensors, indexLayers }: ConfigEvidence,
): { count: number; doubts: string[] } {
  const found = tensors?.layers ?? indexLayers ?? null;
  const drafts = countOf(config, 'num_nextn_predict_layers', 'mtp_num_hidden_layers') ?? 0;
  if (found === null || (found >= said && found <= said + drafts)) return { count: said, doubts: [] };
  return {
    count: found,
    doubts: [
      `config.json says ${said} layers; its weights have ${found}. Planned with ${found}, from the weights.`,
    ],
  };
}

/** With the bytes that were measured, and the bits a weight which they make. */
function weighed(shape: ModelShape, { tensors, indexBytes }: ConfigEvidence): ModelShape {
  const { model, quantisation } = toMlxModel(shape, { id: '', title: '', repo: null });
  const count = countWeights(model);
  const fromConfig = calculateWeightBytes(model, quantisation)?.disk ?? null;
  const counted =
    count && count.embedding + count.head + count.routedExperts + count.split + count.replicated;
  const parameters = shape.parameters ?? (counted === null ? null : Math.round(counted));
  const measured = tensors && tensors.tensors > 0 ? tensors.totalBytes + tensors.fp8Bytes : indexBytes;
  if (measured === null || measured <= 0) return { ...shape, parameters };
  const basis = tensors && tensors.tensors > 0 ? ('headers' as const) : ('index' as const);
  const doubts = [...shape.doubts, ...weightDoubts(shape, measured, fromConfig, { tensors, indexBytes })];
  return {
    ...shape,
    parameters,
    doubts,
    weightBytes: measured - shape.visionBytes,
    weightBasis: basis,
    quantisation: { ...shape.quantisation, ...measuredBits(shape, measured, tensors, count) },
  };
}

type Count = ReturnType<typeof countWeights>;

/** Bits a weight, out of bytes and numbers of weights. */
function measuredBits(shape: ModelShape, measured: number, tensors: TensorFacts | null, count: Count) {
  if (count === null) return {};
  const rest = count.embedding + count.head + count.split + count.replicated;
  const bits = (bytes: number, weights: number): number => Math.min(MOST_BITS, (bytes * 8) / weights);
  const body = measured - shape.visionBytes;
  const experts = tensors?.expertBytes ?? 0;
  if (count.routedExperts > 0 && experts > 0 && body > experts && rest > 0) {
    return {
      bitsPerWeight: bits(experts, count.routedExperts),
      restBitsPerWeight: bits(body - experts, rest),
    };
  }
  const all = bits(body, rest + count.routedExperts);
  return { bitsPerWeight: all, restBitsPerWeight: all };
}

function weightDoubts(
  { quantisation }: ModelShape,
  measured: number,
  fromConfig: number | null,
  { tensors, indexBytes }: Pick<ConfigEvidence, 'tensors' | 'indexBytes'>,
): string[] {
  const doubts: string[] = [];
  const isFar = (a: number, b: number): boolean => Math.max(a, b) / Math.min(a, b) > FAR_OFF;
  if (tensors && indexBytes !== null && tensors.tensors > 0 && isFar(tensors.totalBytes, indexBytes)) {
    doubts.push(
      `Its index says ${formatGigabytes(indexBytes)} of weights; the headers of its files say ${formatGigabytes(tensors.totalBytes)}. Planned with the headers.`,
    );
  }
  if (tensors && tensors.fp8Bytes > 0) {
    doubts.push('Its 8-bit floats become 16 bits as mlx-lm loads them: it takes more memory than disk.');
  } else if (fromConfig !== null && quantisation.ownLayers === 0 && isFar(measured, fromConfig)) {
    const where = tensors ? 'the headers of its files' : 'its index';
    const bits =
      quantisation.mode === 'none' ? `${quantisation.bits} bits a weight` : `${quantisation.bits}-bit`;
    doubts.push(
      `config.json says ${bits}, which would be ${formatGigabytes(fromConfig)}; ${where} say${tensors ? '' : 's'} ${formatGigabytes(measured)}. Planned with ${formatGigabytes(measured)}.`,
    );
  }
  return doubts;
}
