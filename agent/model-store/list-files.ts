import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { isModelFile, refusalOfFiles } from '@/shared/domain/model-files.ts';
import { type ModelFile, ModelFileName, MOST_MODEL_FILES } from '@/shared/schemas/model-store.ts';
import { hashFile } from './hash-file.ts';
import type { KnownHashes } from './known-hashes.ts';

/** A file that is given: as it is called, and where it really lies. */
export type GivenFile = ModelFile & { path: string; mtimeMs: number };

type Options = {
  known: KnownHashes;
  signal: AbortSignal;
  /** How much of it has been hashed, where that is not known yet. */
  onReading(doneBytes: number, totalBytes: number): void;
};

/**
 * The files of a model's folder that go along when it is copied, each with its hash. Throws with a sentence when one
 * leads out of the folder, changes while it is read, or can't be a model's.
 */
export async function listFiles(folder: string, options: Options): Promise<GivenFile[]> {
  const found = await findFiles(folder);
  const totalBytes = found.reduce((sum, it) => sum + it.bytes, 0);
  const files: GivenFile[] = [];
  let before = 0;
  for (const file of found) {
    const sha256 = await hashOf(file, options, (bytes) => options.onReading(before + bytes, totalBytes));
    before += file.bytes;
    files.push({ name: file.name, bytes: file.bytes, sha256, path: file.path, mtimeMs: file.mtimeMs });
  }
  const refusal = refusalOfFiles(files);
  if (refusal !== null) throw new Error(refusal);
  return files;
}

/** `path`: where it really lies. */
export type FileOfModel = { name: string; path: string; bytes: number; mtimeMs: number; ino: number };
type Found = FileOfModel;

/** The files of a model's folder that go along when it is copied. Throws with a sentence when one leads out of it. */
export async function findFiles(folder: string): Promise<Found[]> {
  const real = await realpath(folder);
  const bounds = [real, ...hubBounds(real)];
  const found: Found[] = [];
  for (const name of (await readdir(real)).toSorted()) {
    if (!isModelFile(name) || !ModelFileName.safeParse(name).success) continue;
    const path = await realpath(join(real, name));
    if (!bounds.some((it) => path.startsWith(it + sep)))
      throw new Error(`${name} is a link that leads out of the model's folder, so it is not copied.`);
    const it = await stat(path);
    if (it.isFile()) found.push({ name, path, bytes: it.size, mtimeMs: it.mtimeMs, ino: it.ino });
  }
  if (found.length > MOST_MODEL_FILES)
    throw new Error(`It has more than ${MOST_MODEL_FILES} files, which no model has.`);
  return found;
}

/** In Hugging Face's cache a snapshot's files are links into the same model's blobs. */
function hubBounds(folder: string): string[] {
  const snapshots = dirname(folder);
  const model = dirname(snapshots);
  const isHub = basename(snapshots) === 'snapshots' && basename(model).startsWith('models--');
  return isHub ? [join(model, 'blobs')] : [];
}

async function hashOf(
  file: Found,
  { known, signal }: Options,
  onDone: (bytes: number) => void,
): Promise<string> {
  const kept = known.find(file.path, file);
  if (kept !== null) return kept;
  let done = 0;
  const sha256 = await hashFile(file.path, file.bytes, {
    signal,
    onBytes: (bytes) => {
      done += bytes;
      onDone(done);
    },
  });
  const after = await stat(file.path);
  if (after.size !== file.bytes || after.mtimeMs !== file.mtimeMs)
    throw new Error(`${file.name} changed while it was read. Copy it again once nobody writes to it.`);
  const { bytes, mtimeMs, ino } = file;
  known.keep(file.path, { bytes, mtimeMs, ino }, sha256);
  return sha256;
}
