import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isModelFile, refusalOfFiles } from '@/shared/domain/model-files.ts';
import { CommitId, type FoundOnDisk, Sha256 } from '@/shared/schemas/model-store.ts';
import { messageOf } from '../log.ts';
import { findFolders, type FoundFolder } from '../model-folders/find-folders.ts';
import { hubNameOf, hubSnapshot } from '../model-folders/hub-folder.ts';
import { readModel } from '../model-folders/read-model.ts';
import { safeId } from '../model-folders/safe-id.ts';
import type { Digest, WantedFile } from './fetch-file.ts';
import { type FileOfModel, findFiles } from './list-files.ts';
import { listVolumes } from './list-volumes.ts';
import type { Policy } from './policy.ts';

/** A folder with a model on a disk, under the root by which it may be read. */
export type DiskFolder = { key: string; root: string; rootDevice: number; named: FoundFolder };
export type DiskFile = FileOfModel & { wanted: WantedFile };
export type DiskModel = { told: FoundOnDisk; files: DiskFile[] };

/**
 * Folders with models on the disks attached to this machine, or in those that its keeper's policy names; nothing is
 * read of them yet. `places`: what was looked at, by name. `note`: what could not be.
 */
export async function findOnDisks({
  importFolders,
}: Pick<Policy, 'importFolders'>): Promise<{ found: DiskFolder[]; places: string[]; note: string | null }> {
  const roots = importFolders ?? (await listVolumes());
  const found: DiskFolder[] = [];
  const places: string[] = [];
  const notes: string[] = [];
  for (const path of roots) {
    try {
      const root = await realpath(path);
      const rootDevice = (await stat(root)).dev;
      const { folders, isCut } = await foldersIn(root);
      if (isCut) notes.push(`On ${nameOf(path)} not every folder was looked at: there are too many.`);
      places.push(nameOf(path));
      for (const named of folders) found.push({ key: keyOf(root, named.path), root, rootDevice, named });
    } catch {
      notes.push(`${nameOf(path)} is not there now.`);
    }
  }
  return { found, places, note: notes.length > 0 ? notes.join(' ') : null };
}

const nameOf = (path: string): string => basename(path) || path;
/** The disk's name and the way on it, so that it stays the same wherever the disk is mounted next time. */
const keyOf = (root: string, path: string): string =>
  createHash('sha256')
    .update(`${basename(root)}\n${relative(root, path)}`)
    .digest('hex')
    .slice(0, 24);

/** Models below a folder, or the one that it is itself. */
async function foldersIn(root: string): Promise<{ folders: FoundFolder[]; isCut: boolean }> {
  const hub = hubNameOf(basename(root));
  if (hub !== null) {
    const path = await hubSnapshot(root);
    return { folders: [{ ...hub, path, problem: null }], isCut: false };
  }
  if ((await readdir(root)).includes('config.json')) {
    const title = basename(root);
    return { folders: [{ id: safeId(title), title, path: root, problem: null }], isCut: false };
  }
  const { found, isCut } = await findFolders([root]);
  return { folders: found, isCut };
}

/** What a folder of a disk holds. Never throws: one that can't be brought comes with its `problem` in words. */
export async function readDiskModel({ key, root, named }: DiskFolder): Promise<DiskModel> {
  const { id: modelId, title, path } = named;
  const isHub =
    hubNameOf(basename(dirname(dirname(path)))) !== null && basename(dirname(path)) === 'snapshots';
  const shown = isHub ? dirname(dirname(path)) : path;
  const told: FoundOnDisk = {
    key,
    modelId,
    title,
    place: nameOf(root),
    folder: relative(root, shown) || basename(shown),
    bytes: 0,
    files: 0,
    revision: isHub ? (CommitId.safeParse(basename(path)).data ?? null) : null,
    hashed: 0,
    fingerprint: '',
    problem: named.problem,
  };
  if (named.problem !== null) return { told, files: [] };
  try {
    const files = await filesOf(root, path);
    const { fingerprint, problem } = await readModel(path, modelId, title);
    return {
      told: {
        ...told,
        bytes: files.reduce((sum, it) => sum + it.bytes, 0),
        files: files.length,
        hashed: files.filter(({ wanted }) => wanted.digest.kind !== 'read-back').length,
        fingerprint,
        problem: problem ?? refusalOfFiles(files),
      },
      files,
    };
  } catch (error) {
    return { told: { ...told, problem: messageOf(error) }, files: [] };
  }
}

async function filesOf(root: string, path: string): Promise<DiskFile[]> {
  const real = await realpath(path);
  if (real !== root && !real.startsWith(root + sep))
    throw new Error('It is a link that leads away from its disk. Look where it leads.');
  const files = await findFiles(path);
  for (const name of await readdir(real))
    if (isModelFile(name) && !files.some((it) => it.name === name) && !(await isFile(join(real, name))))
      throw new Error(`${name} is no file, or a link that leads nowhere.`);
  return files.map((it) => ({ ...it, wanted: { name: it.name, bytes: it.bytes, digest: digestOf(it) } }));
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (it) => it.isFile(),
    () => false,
  );

/** In Hugging Face's cache what a file's link leads to is called by the hub's own hash of it. */
function digestOf({ name, path, bytes, mtimeMs }: FileOfModel): Digest {
  const blob = basename(path);
  if (blob !== name && basename(dirname(path)) === 'blobs') {
    if (Sha256.safeParse(blob).success) return { kind: 'sha256', hex: blob };
    if (CommitId.safeParse(blob).success) return { kind: 'git-sha1', hex: blob };
  }
  return {
    kind: 'read-back',
    hex: createHash('sha256').update(`${name}\n${bytes}\n${mtimeMs}`).digest('hex'),
  };
}
