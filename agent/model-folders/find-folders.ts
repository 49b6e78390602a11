import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../log.ts';
import { hubNameOf, hubSnapshot } from './hub-folder.ts';
import { safeId } from './safe-id.ts';

/** A folder that holds a model, or why what stands there can't be looked at. */
export type FoundFolder = { id: string; title: string; path: string; problem: string | null };

/** How much one look may be, over all roots: a models folder may be the whole disk by mistake. */
export type LookBounds = { depth: number; folders: number; models: number; ms: number };
export const LOOK_BOUNDS: LookBounds = { depth: 3, folders: 5000, models: 500, ms: 20_000 };

const MOST_ENTRIES = 2000;
const IS_MODEL_FILE =
  /^(config\.json|espalier\.json|tokenizer.*|.*\.(safetensors|safetensors\.index\.json|gguf))$/;
const NOT_MODELS = /^(\.|datasets--|spaces--)/;

type Look = {
  found: FoundFolder[];
  seen: Set<string>;
  left: { folders: number };
  until: number;
  bounds: LookBounds;
  isCut: boolean;
};

/**
 * The folders with models under the roots: plain ones, those of an organisation, LM Studio's `publisher/model` and
 * Hugging Face's cache; at most `depth` levels down. What can't be read is told in its place, and the look goes on.
 */
export async function findFolders(
  roots: readonly string[],
  bounds: LookBounds = LOOK_BOUNDS,
): Promise<{ found: FoundFolder[]; isCut: boolean }> {
  const look: Look = {
    found: [],
    seen: new Set(),
    left: { folders: bounds.folders },
    until: performance.now() + bounds.ms,
    bounds,
    isCut: false,
  };
  for (const root of roots) await lookInto(look, root, []);
  return { found: look.found, isCut: look.isCut };
}

async function lookInto(look: Look, path: string, names: readonly string[]): Promise<void> {
  if (look.left.folders === 0 || look.found.length >= look.bounds.models || performance.now() > look.until) {
    look.isCut = true;
    return;
  }
  look.left.folders -= 1;
  let entries: Dirent[];
  try {
    // A link back to a folder above would be walked for ever.
    const real = await realpath(path);
    if (look.seen.has(real)) return;
    look.seen.add(real);
    entries = (await readdir(path, { withFileTypes: true })).slice(0, MOST_ENTRIES);
  } catch (error) {
    // A root that isn't there is none; everything below was listed a moment ago.
    if (names.length === 0 && codeOf(error) === 'ENOENT') return;
    look.found.push(unreadable(path, names, error));
    return;
  }
  if (names.length > 0 && entries.some((it) => !it.isDirectory() && IS_MODEL_FILE.test(it.name))) {
    look.found.push({ ...namedAs(names), path, problem: null });
    return;
  }
  const inner = entries.filter((it) => !NOT_MODELS.test(it.name)).toSorted((a, b) => compare(a.name, b.name));
  for (const entry of inner) await lookAt(look, path, names, entry);
}

async function lookAt(look: Look, path: string, names: readonly string[], entry: Dirent): Promise<void> {
  const inner = join(path, entry.name);
  const hub = hubNameOf(entry.name);
  if (entry.isSymbolicLink()) {
    // Models are often links to a bigger disk.
    const found = await stat(inner).catch((error: unknown) => error);
    if (found instanceof Error) look.found.push(unreadable(inner, [...names, entry.name], found));
    if (found instanceof Error || !(found as { isDirectory(): boolean }).isDirectory()) return;
  } else if (!entry.isDirectory()) return;
  if (hub !== null) {
    look.found.push(
      await hubSnapshot(inner).then(
        (snapshot) => ({ ...hub, path: snapshot, problem: null }),
        (error: unknown) => ({ ...hub, path: inner, problem: messageOf(error) }),
      ),
    );
    return;
  }
  if (names.length < look.bounds.depth) await lookInto(look, inner, [...names, entry.name]);
}

/** The last two names: an organisation and its model, however deep they lie. */
const namedAs = (names: readonly string[]): { id: string; title: string } => ({
  id: names.slice(-2).map(safeId).join('/'),
  title: names.at(-1) ?? 'models folder',
});

const WHY: Record<string, string> = {
  EACCES: 'This folder belongs to somebody else: the agent may not read it. Give its user the right to.',
  EPERM: 'macOS does not let the agent read this folder. Allow it under Privacy & Security.',
  ELOOP: 'This link leads back to itself. Make it anew.',
  ENOENT: 'This link leads nowhere. The disk it points to may be away.',
  ENOTDIR: 'This is a file, where a folder with models should be.',
};

function unreadable(path: string, names: readonly string[], error: unknown): FoundFolder {
  const named =
    names.length > 0 ? namedAs(names) : { id: safeId('models-folder'), title: 'The models folder' };
  return { ...named, path, problem: WHY[codeOf(error)] ?? `This can't be read: ${codeOf(error)}.` };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown fault';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
