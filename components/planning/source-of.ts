import { indexLayerOf } from '@/shared/domain/model-config/index-layer-of.ts';
import type { ModelSource } from '@/shared/schemas/models.ts';

/** What stands in the fields of "Read a config". */
export type SourceForm = { name: string; config: string; index: string; gigabytes: string };
export const EMPTY_FORM: SourceForm = { name: '', config: '', index: '', gigabytes: '' };

/** What is sent, or what is missing, by field. A pasted config goes before a name, which is its title then. */
export function sourceOf(
  form: SourceForm,
): { source: ModelSource } | { field: keyof SourceForm; problem: string } {
  const name = form.name.trim();
  if (form.config.trim() === '') {
    return name === ''
      ? { field: 'name', problem: 'Give its name on Hugging Face, or paste its config.json below.' }
      : { source: { kind: 'hub', name } };
  }
  if (form.config.length > MOST_PASTED)
    return { field: 'config', problem: 'This is larger than a config.json is. Paste that file alone.' };
  const gigabytes = form.gigabytes.trim() === '' ? null : Number(form.gigabytes.replace(',', '.'));
  if (gigabytes !== null && !(gigabytes > 0 && gigabytes < 2_000_000))
    return { field: 'gigabytes', problem: 'Write the size in gigabytes, as 113.7.' };
  const index = shortIndex(form.index);
  if (index === null)
    return {
      field: 'index',
      problem: 'This is no index. Paste model.safetensors.index.json as it is, or leave it out.',
    };
  const source: ModelSource = { kind: 'config', title: name.slice(0, 100), config: form.config, index };
  return {
    source:
      gigabytes === null ? source : { ...source, weightMegabytes: Math.max(1, Math.round(gigabytes * 1000)) },
  };
}

const MOST_PASTED = 90_000;

/** Of an index what counts: its metadata and one name of each layer; megabytes of names need not travel. */
function shortIndex(text: string): string | null {
  if (text.trim() === '') return '';
  try {
    const json = JSON.parse(text) as { metadata?: unknown; weight_map?: Record<string, unknown> } | null;
    if (typeof json !== 'object' || json === null) return null;
    const names = new Map<string, string>();
    for (const name of Object.keys(json.weight_map ?? {})) {
      const layer = indexLayerOf(name);
      if (layer !== null) names.set(layer, name);
    }
    const short = {
      metadata: json.metadata ?? json,
      weight_map: Object.fromEntries([...names.values()].map((it) => [it, ''])),
    };
    const written = JSON.stringify(json.weight_map ? short : { metadata: short.metadata });
    return written.length > MOST_PASTED ? null : written;
  } catch {
    return null;
  }
}
