import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import { findFolders, type FoundFolder, LOOK_BOUNDS, type LookBounds } from './find-folders.ts';
import { readModel, withProblem } from './read-model.ts';

export type FoundModel = { model: AgentModel; path: string };

/** What was read last of a folder, good for as long as no file in it changes. */
const readBefore = new Map<string, { signature: string; model: AgentModel }>();

/**
 * Every model under the roots. Of two with one id the first root wins. Folders that are no whole model are listed
 * with the reason, and so is what can't be read. Never throws.
 */
export async function scanModels(
  roots: readonly string[],
  bounds: LookBounds = LOOK_BOUNDS,
): Promise<FoundModel[]> {
  const { found, isCut } = await findFolders(roots, bounds);
  const models = new Map<string, FoundModel>();
  for (const folder of found) {
    if (!models.has(folder.id)) models.set(folder.id, { path: folder.path, model: await readFolder(folder) });
  }
  for (const path of readBefore.keys()) if (!found.some((it) => it.path === path)) readBefore.delete(path);
  if (isCut && roots[0] !== undefined) {
    const problem =
      'Not every folder was looked at: there are too many, or the disk is too slow. Choose a folder with models only.';
    models.set('more-folders', {
      path: roots[0],
      model: withProblem('more-folders', 'More folders', problem),
    });
  }
  return [...models.values()];
}

async function readFolder({ id, title, path, problem }: FoundFolder): Promise<AgentModel> {
  if (problem !== null) return withProblem(id, title, problem);
  const signature = await signatureOf(path);
  const before = readBefore.get(path);
  if (signature !== null && before?.signature === signature && before.model.id === id) return before.model;
  const model = await readModel(path, id, title);
  if (signature !== null) readBefore.set(path, { signature, model });
  return model;
}

/** Changes with every file that is written, added or taken away. */
async function signatureOf(path: string): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    for (const name of (await readdir(path)).toSorted()) {
      const file = await stat(join(path, name)).catch(() => null);
      hash.update(`${name}\t${file?.size ?? 'gone'}\t${file?.mtimeMs ?? ''}\t${file?.ino ?? ''}\n`);
    }
    return hash.digest('hex');
  } catch {
    return null;
  }
}
