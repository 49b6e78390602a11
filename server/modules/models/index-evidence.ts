import { isRecord } from '@/shared/domain/model-config/config-values.ts';
import { indexLayerOf } from '@/shared/domain/model-config/index-layer-of.ts';
import { type ConfigEvidence, NO_EVIDENCE } from '@/shared/domain/model-config/shape-of.ts';

const MOST_BYTES = 2 ** 50;

const sizeOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= MOST_BYTES
    ? Math.round(value)
    : null;

/** What a `model.safetensors.index.json`, or its `metadata` alone, says: bytes, weights and how many layers it names. */
export function indexEvidence(index: unknown): ConfigEvidence {
  if (!isRecord(index)) return NO_EVIDENCE;
  const metadata = isRecord(index['metadata']) ? index['metadata'] : index;
  const names = isRecord(index['weight_map']) ? Object.keys(index['weight_map']) : [];
  const layers = names.reduce((most, name) => Math.max(most, Number(indexLayerOf(name) ?? -1) + 1), 0);
  return {
    ...NO_EVIDENCE,
    indexBytes: sizeOf(metadata['total_size']),
    parameters: sizeOf(metadata['total_parameters']),
    indexLayers: layers === 0 ? null : layers,
  };
}
