import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import { readModel } from './read-model.ts';

export type FoundModel = { model: AgentModel; path: string };

const NAME = /^[\w.-]{1,96}$/;

/**
 * Every model under the roots: `<root>/<name>` or `<root>/<organisation>/<name>`. Of two with one id the first root
 * wins. Folders that are no model are listed with the reason; names that can't be an id are left out.
 */
export async function scanModels(roots: readonly string[]): Promise<FoundModel[]> {
  const found = new Map<string, FoundModel>();
  for (const root of roots) {
    for (const { id, path } of await candidates(root)) {
      if (!found.has(id)) found.set(id, { path, model: await readModel(path, id) });
    }
  }
  return [...found.values()];
}

async function candidates(root: string): Promise<{ id: string; path: string }[]> {
  const list: { id: string; path: string }[] = [];
  for (const name of await foldersIn(root)) {
    const path = join(root, name);
    const inner = (await hasConfig(path)) ? [] : await foldersIn(path);
    if (inner.length === 0) list.push({ id: name, path });
    for (const child of inner) list.push({ id: `${name}/${child}`, path: join(path, child) });
  }
  return list;
}

const hasConfig = (folder: string): Promise<boolean> =>
  stat(join(folder, 'config.json')).then(
    () => true,
    () => false,
  );

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    // Models are often links to a bigger disk.
    const names = entries.filter((it) => it.isDirectory() || it.isSymbolicLink()).map((it) => it.name);
    const real = await Promise.all(
      names.map((name) =>
        stat(join(folder, name)).then(
          (it) => it.isDirectory(),
          () => false,
        ),
      ),
    );
    return names.filter((name, index) => real[index] && NAME.test(name) && !name.startsWith('.')).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
