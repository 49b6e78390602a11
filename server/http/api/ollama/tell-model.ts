import { createHash } from 'node:crypto';
import { formatParameters } from '@/shared/domain/format.ts';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import type { KeyModel } from '../../../modules/api-requests/index.ts';

/* How a model is told at `/api/ollama`. What its files don't say is left out. */

type Files = AgentModel | undefined;

/** `ollama list` cannot do without one. */
const digestOf = (id: string, files: Files): string =>
  createHash('sha256')
    .update(files?.fingerprint ?? id)
    .digest('hex');

/** As Ollama writes it: 7.6B. */
const parametersOf = (count: number): string => formatParameters(count).replaceAll(/\s/g, '');

function detailsOf(files: Files) {
  const family = files?.shape?.family ?? files?.architecture;
  const bits = files?.shape?.quantisation.bits;
  return {
    parent_model: '',
    format: 'mlx',
    ...(family && { family }),
    families: family ? [family] : [],
    ...(files?.parameters && { parameter_size: parametersOf(files.parameters) }),
    ...(bits && { quantization_level: `${bits}-bit` }),
  };
}

export const listedModel = ({ id, createdAt }: KeyModel, files: Files) => ({
  name: id,
  model: id,
  modified_at: createdAt.toISOString(),
  ...(files && { size: files.weightsBytes }),
  digest: digestOf(id, files),
  details: detailsOf(files),
});

/** Whether a model makes use of tools is its own; the address takes them. */
export function shownModel({ title, createdAt }: KeyModel, files: Files) {
  const family = files?.shape?.family ?? files?.architecture;
  const length = files?.shape?.contextLength;
  return {
    modified_at: createdAt.toISOString(),
    details: detailsOf(files),
    model_info: {
      'general.name': title,
      ...(family && { 'general.architecture': family }),
      ...(files?.parameters && { 'general.parameter_count': files.parameters }),
      ...(family && files?.layers && { [`${family}.block_count`]: files.layers }),
      ...(family && length && { [`${family}.context_length`]: length }),
    },
    capabilities: ['completion', 'tools'],
  };
}
