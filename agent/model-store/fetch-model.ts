import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { formatGigabytes } from '@/shared/domain/format.ts';
import { refusalOfFiles, spaceFor } from '@/shared/domain/model-files.ts';
import { CopiedModelId } from '@/shared/schemas/model-store.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { readModel } from '../model-folders/read-model.ts';
import { readText } from '../model-folders/read-text.ts';
import { CopyRefused, fetchFile, type FileSource, type WantedFile } from './fetch-file.ts';
import type { Pace } from './pace.ts';

const STATE = '.verified.json';
const MOST_STATE_BYTES = 1024 * 1024;
const PARTIAL = /^\.copy-[0-9a-f]{24}$/;
/** A copy that nobody has gone on with for so long is given up. */
const FORGOTTEN_MS = 14 * 86_400_000;

/** Files that are whole and right, so that a later try needs not read them again. */
const Verified = z.record(
  z.string(),
  z.object({ bytes: z.number(), mtimeMs: z.number(), digest: z.string() }),
);

export type FetchProgress = {
  doneBytes: number;
  totalBytes: number;
  file: { name: string; bytes: number; doneBytes: number } | null;
  filesDone: number;
  filesTotal: number;
};
export type FetchModelOptions = {
  /** The agent's own folder of models. */
  root: string;
  modelId: string;
  /** Which form of the model it is: what has come of another one is not gone on with. */
  fingerprint: string;
  /** Null: nobody of the lab has it yet, so there is none that it must be like. */
  expected: string | null;
  files: readonly WantedFile[];
  source: FileSource;
  pace: Pace;
  signal: AbortSignal;
  onProgress(progress: FetchProgress): void;
};

/** The hidden folder in which a model gathers until it is whole: one a model and form, so that each try goes on in it. */
const partialOf = (root: string, modelId: string, fingerprint: string): string => {
  const mark = createHash('sha256').update(`${modelId}\n${fingerprint}`).digest('hex').slice(0, 24);
  return join(root, `.copy-${mark}`);
};

/** Where a model of this id lies under the agent's own folder. Throws when the id could lead elsewhere. */
export function ownFolder(root: string, modelId: string): string {
  if (!CopiedModelId.safeParse(modelId).success || /(^|\/)(models|datasets|spaces)--/.test(modelId))
    throw new CopyRefused(`${modelId} is no name under which a model can be kept.`);
  return join(root, ...modelId.split('/'));
}

/**
 * Brings a model whole into the agent's own folder: every file checked against its hash, the folder in its place only
 * when all are right and it reads as the very model. Gives words about files that came damaged and were fetched again.
 * Throws `CopyInterrupted` when it goes on later, `CopyRefused` with a sentence when it can't be had.
 */
export async function fetchModel(options: FetchModelOptions): Promise<string[]> {
  const { root, modelId, fingerprint, expected, files } = options;
  const target = ownFolder(root, modelId);
  const refusal = refusalOfFiles(files);
  if (refusal !== null) throw new CopyRefused(refusal);
  await refuseTaken(target);
  const folder = partialOf(root, modelId, fingerprint);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await lstat(folder)).isDirectory()) throw new CopyRefused(`${basename(folder)} is no folder.`);
  await refuseFull(folder, files);
  const notes = await fetchAll(folder, options);
  await checkModel(folder, modelId, expected);
  await settle(folder, files);
  await refuseTaken(target);
  await mkdir(dirname(target), { recursive: true });
  await rename(folder, target);
  await syncFolder(dirname(target));
  return notes;
}

async function refuseTaken(target: string): Promise<void> {
  const isThere = await access(target, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new CopyRefused(
      `There is a folder of this name already, with other files or not all of them. Remove it there first.`,
    );
}

async function refuseFull(folder: string, files: readonly WantedFile[]): Promise<void> {
  const sizes = await Promise.all(
    files.map(({ name }) =>
      stat(join(folder, name)).then(
        (it) => it.size,
        () => 0,
      ),
    ),
  );
  const missing = files.reduce((sum, it, at) => sum + Math.max(0, it.bytes - sizes[at]!), 0);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < spaceFor(missing))
    throw new CopyRefused(
      `There is not enough room: ${formatGigabytes(missing)} are to come, ${formatGigabytes(free)} are free, and ${formatGigabytes(spaceFor(0))} stay free.`,
    );
}

async function fetchAll(folder: string, options: FetchModelOptions): Promise<string[]> {
  const { files, source, pace, signal, onProgress } = options;
  const totalBytes = files.reduce((sum, it) => sum + it.bytes, 0);
  const verified = await readVerified(folder);
  const notes: string[] = [];
  let before = 0;
  for (const [filesDone, file] of files.entries()) {
    const told = { totalBytes, filesDone, filesTotal: files.length };
    if (!(await isVerified(folder, file, verified))) {
      const { name, bytes } = file;
      const onHas = (doneBytes: number): void =>
        onProgress({ ...told, doneBytes: before + doneBytes, file: { name, bytes, doneBytes } });
      const note = await fetchFile(file, { folder, source, pace, signal, onHas });
      if (note !== null) notes.push(note);
      const { mtimeMs } = await stat(join(folder, name));
      verified[name] = { bytes, mtimeMs, digest: file.digest.hex };
      writeFileAtomically(join(folder, STATE), JSON.stringify(verified));
    }
    before += file.bytes;
    onProgress({ ...told, filesDone: filesDone + 1, doneBytes: before, file: null });
  }
  return notes;
}

type VerifiedFiles = z.output<typeof Verified>;

async function readVerified(folder: string): Promise<VerifiedFiles> {
  try {
    return Verified.parse(JSON.parse(await readText(join(folder, STATE), MOST_STATE_BYTES)));
  } catch {
    return {};
  }
}

async function isVerified(folder: string, file: WantedFile, verified: VerifiedFiles): Promise<boolean> {
  const known = verified[file.name];
  const there = await lstat(join(folder, file.name)).catch(() => null);
  return (
    there?.isFile() === true &&
    known?.digest === file.digest.hex &&
    there.size === file.bytes &&
    there.mtimeMs === known.mtimeMs
  );
}

/** The hashes are right; now it must read as the model that the others run. */
async function checkModel(folder: string, modelId: string, expected: string | null): Promise<void> {
  const model = await readModel(folder, modelId, modelId);
  if (model.problem !== null) throw new CopyRefused(model.problem);
  if (expected !== null && model.fingerprint !== expected)
    throw new CopyRefused(
      'Its giver has files beside these that count for the model and are not copied, so the two would differ.',
    );
}

/** Nothing but the files stays, and all of it is on the disk before it gets its name. */
async function settle(folder: string, files: readonly WantedFile[]): Promise<void> {
  const names = new Set(files.map(({ name }) => name));
  for (const name of await readdir(folder)) {
    if (!names.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Throws away what has come of a copy. */
export const dropPartial = (root: string, modelId: string, fingerprint: string): Promise<void> =>
  rm(partialOf(root, modelId, fingerprint), { recursive: true, force: true });

/** Removes copies that were begun and forgotten. */
export async function sweepPartials(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (!PARTIAL.test(name)) continue;
    const path = join(root, name);
    const { mtimeMs } = await lstat(path);
    if (Date.now() - mtimeMs > FORGOTTEN_MS) await rm(path, { recursive: true, force: true });
  }
}
