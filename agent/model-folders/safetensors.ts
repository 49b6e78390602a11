import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';

const Header = z.record(z.string(), z.unknown());
const Tensor = z.object({ data_offsets: z.tuple([z.number(), z.number()]) });
const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100 * 1024 * 1024;

/**
 * Names and size of the tensors of a safetensors file: an 8-byte length, a JSON header, the data. Throws with a
 * sentence when the file is cut short: MLX would load such a model with random layers.
 */
export async function readSafetensors(
  path: string,
): Promise<{ names: string[]; dataBytes: number; fileBytes: number }> {
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
    const tensors = Object.entries(parseHeader(header, name)).filter(([key]) => key !== '__metadata__');
    const dataBytes = Math.max(0, ...tensors.map(([, tensor]) => Tensor.parse(tensor).data_offsets[1]));
    const wanted = LENGTH_BYTES + headerBytes + dataBytes;
    if (wanted !== size)
      throw new Error(`${name} has ${size} bytes, its header says ${wanted}. Download it again.`);
    return { names: tensors.map(([key]) => key), dataBytes, fileBytes: size };
  } finally {
    await file.close();
  }
}

function parseHeader(header: Buffer, name: string): Record<string, unknown> {
  try {
    return Header.parse(JSON.parse(header.toString('utf8')));
  } catch (error) {
    throw new Error(`${name} is not a safetensors file.`, { cause: error });
  }
}
