import { readdir, readFile } from 'node:fs/promises';

/**
 * A file of /proc or /sys as text; `null` when it is absent or not readable to us (RAPL without root). `onWhy` hears
 * which.
 */
export async function readText(path: string, onWhy?: (why: string) => void): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    onWhy?.(
      code === 'ENOENT'
        ? 'not there'
        : code === 'EACCES'
          ? 'only root may read it'
          : `can’t be read (${code})`,
    );
    return null;
  }
}

/** A file that holds one whole number. */
export async function readNumber(path: string): Promise<number | null> {
  const text = (await readText(path))?.trim();
  if (text === undefined || !/^-?\d+$/.test(text)) return null;
  return Number(text);
}

/** Names in a folder, sorted; none when it is absent. */
export async function listNames(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).toSorted();
  } catch {
    return [];
  }
}
