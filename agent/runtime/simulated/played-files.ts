import { createHash } from 'node:crypto';
import type { FoundOnDisk, ModelFile } from '@/shared/schemas/model-store.ts';
import { CommandRefused } from '../../command-refused.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { type SimulatedModel, simulatedModels } from './simulated-models.ts';

const SHARD_BYTES = 5e9;
const SETTINGS_BYTES = 40_000;
export const PLAYED_DISK = 'Apricot';

/** On the disk that every simulated machine plays lies what it has not itself. */
export function foundOnPlayedDisk(disk: SimulatedDisk): FoundOnDisk[] {
  const has = new Set(disk.models().map(({ id }) => id));
  return simulatedModels()
    .filter(({ id }) => !has.has(id))
    .map(onPlayedDisk);
}

/** The files of a model that was found there. Throws `CommandRefused` when it is none, or called otherwise. */
export function needPlayedFiles(modelId: string, key: string): ModelFile[] {
  const model = simulatedModels().find(({ id }) => keyOf(id) === key);
  if (model?.id !== modelId)
    throw new CommandRefused(
      'PRECONDITION_FAILED',
      'A simulated machine plays only the models that it knows, by their own names.',
    );
  return playedFiles(modelId, model.weightsBytes);
}

const keyOf = (modelId: string): string =>
  createHash('sha256').update(`simulated ${modelId}`).digest('hex').slice(0, 24);

/** As a disk with Hugging Face's cache would hold it. */
function onPlayedDisk({ id, title, weightsBytes, fingerprint }: SimulatedModel): FoundOnDisk {
  const files = playedFiles(id, weightsBytes);
  return {
    key: keyOf(id),
    modelId: id,
    title,
    place: PLAYED_DISK,
    folder: `hub/models--${id.replaceAll('/', '--')}`,
    bytes: files.reduce((sum, it) => sum + it.bytes, 0),
    files: files.length,
    revision: createHash('sha1').update(`simulated ${id}`).digest('hex'),
    hashed: files.length,
    fingerprint,
    problem: null,
  };
}

/** As a published model of that size is cut; the hashes are those of nothing. */
export function playedFiles(modelId: string, weightsBytes: number): ModelFile[] {
  const shards = Math.max(1, Math.ceil(weightsBytes / SHARD_BYTES));
  const digits = (count: number): string => String(count).padStart(5, '0');
  const file = (name: string, bytes: number): ModelFile => ({
    name,
    bytes,
    sha256: createHash('sha256').update(`simulated ${modelId} ${name}`).digest('hex'),
  });
  const size = (at: number): number => Math.min(SHARD_BYTES, weightsBytes - at * SHARD_BYTES);
  const weights = Array.from({ length: shards }, (_, at) =>
    file(`model-${digits(at + 1)}-of-${digits(shards)}.safetensors`, size(at)),
  );
  return [file('config.json', SETTINGS_BYTES), ...weights];
}

export function progressOf(files: readonly ModelFile[], doneBytes: number, totalBytes: number) {
  let before = 0;
  for (const [filesDone, { name, bytes }] of files.entries()) {
    const told = { doneBytes, totalBytes, filesDone, filesTotal: files.length };
    if (doneBytes < before + bytes) return { ...told, file: { name, bytes, doneBytes: doneBytes - before } };
    before += bytes;
  }
  return { doneBytes, totalBytes, file: null, filesDone: files.length, filesTotal: files.length };
}
