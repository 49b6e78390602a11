import { isRecord } from './config-values.ts';
import { addTensor, noTensors, type TensorFacts } from './tensor-facts.ts';

export type HeaderFacts = {
  names: string[];
  /** Where the last tensor ends: what the file holds behind its header. */
  dataBytes: number;
  facts: TensorFacts;
};

/** The JSON of a safetensors header; null when it is none. */
export function readTensors(text: string): HeaderFacts | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(json)) return null;
  const facts = noTensors();
  const names: string[] = [];
  let dataBytes = 0;
  for (const [name, tensor] of Object.entries(json)) {
    if (name === '__metadata__') continue;
    const span = isRecord(tensor) ? spanOf(tensor['data_offsets']) : null;
    if (span === null) return null;
    names.push(name);
    dataBytes = Math.max(dataBytes, span.to);
    addTensor(facts, { name, dtype: dtypeOf(tensor), bytes: span.to - span.from });
  }
  return { names, dataBytes, facts };
}

const dtypeOf = (tensor: unknown): string =>
  isRecord(tensor) && typeof tensor['dtype'] === 'string' ? tensor['dtype'] : '';

function spanOf(offsets: unknown): { from: number; to: number } | null {
  if (!Array.isArray(offsets) || offsets.length !== 2) return null;
  const [from, to] = offsets as unknown[];
  const isSpan = Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number(from) >= 0;
  return isSpan && Number(to) >= Number(from) ? { from: Number(from), to: Number(to) } : null;
}
