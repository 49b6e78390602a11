import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { readTensors } from '@/shared/domain/model-config/safetensors-header.ts';
import type { TensorFacts } from '@/shared/domain/model-config/tensor-facts.ts';

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100 * 1024 * 1024;

export type WeightFile = { names: string[]; facts: TensorFacts };

/**
 * Names and sizes of the tensors of a safetensors file: an 8-byte length, a JSON header, the data. Throws with a
 * sentence when the file is cut short: MLX would load such a model with random layers.
 */
export async function readSafetensors(path: string): Promise<WeightFile> {
  const name = basename(path);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Buffer.alloc(LENGTH_BYTES);
    await file.read(length, 0, LENGTH_BYTES, 0);
    const headerBytes = Number(length.readBigUInt64LE());
    if (size < LENGTH_BYTES || headerBytes > MAX_HEADER_BYTES || LENGTH_BYTES + headerBytes > size) {
      throw new Error(`${name} is damaged or not downloaded to its end.`);
    }
    const header = Buffer.alloc(headerBytes);
    await file.read(header, 0, headerBytes, LENGTH_BYTES);
    const read = readTensors(header.toString('utf8'));
    if (read === null) throw new Error(`${name} is not a safetensors file.`);
    const wanted = LENGTH_BYTES + headerBytes + read.dataBytes;
    if (wanted !== size)
      throw new Error(`${name} has ${size} bytes, its header says ${wanted}. Download it again.`);
    return { names: read.names, facts: read.facts };
  } finally {
    await file.close();
  }
}
