import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from './read-text.ts';
import { safeId } from './safe-id.ts';

const MOST_REF_CHARACTERS = 200;
const REVISION = /^[\w.-]{1,100}$/;

/** `models--<organisation>--<name>`, as Hugging Face's tools keep what they fetched; null for any other name. */
export function hubNameOf(folder: string): { id: string; title: string } | null {
  const parts = /^models--(.+)$/.exec(folder)?.[1]?.split('--');
  if (!parts) return null;
  const [first, ...rest] = parts;
  const name = rest.join('--') || first!;
  const ids = (rest.length > 0 ? [first!, name] : [name]).map(safeId);
  return { id: ids.join('/'), title: name };
}

/**
 * The snapshot of a hub folder that is meant: the one `refs/main` names, else the newest. Throws with a sentence
 * when there is none.
 */
export async function hubSnapshot(folder: string): Promise<string> {
  const snapshots = join(folder, 'snapshots');
  const main = (await readText(join(folder, 'refs', 'main'), MOST_REF_CHARACTERS).catch(() => '')).trim();
  if (REVISION.test(main) && (await isFolder(join(snapshots, main)))) return join(snapshots, main);
  const names = await readdir(snapshots).catch(() => []);
  const dated = await Promise.all(
    names.slice(0, 1000).map(async (name) => {
      const path = join(snapshots, name);
      const found = await stat(path).catch(() => null);
      return found?.isDirectory() ? { path, at: found.mtimeMs } : null;
    }),
  );
  const newest = dated.filter((it) => it !== null).toSorted((a, b) => b.at - a.at)[0];
  if (!newest) throw new Error('Nothing of it is downloaded yet: there is no snapshot. Download it again.');
  return newest.path;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (it) => it.isDirectory(),
    () => false,
  );
