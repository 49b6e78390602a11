import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { setNewest } from '@/shared/domain/newest.ts';
import { Sha256 } from '@/shared/schemas/model-store.ts';
import { writeFileAtomically } from '../atomic-file.ts';

const MOST_KNOWN = 20_000;

const Known = z.object({ bytes: z.number(), mtimeMs: z.number(), ino: z.number(), sha256: Sha256 });
type Known = z.output<typeof Known>;
const KnownFile = z.record(z.string(), Known);
type FileMark = Omit<Known, 'sha256'>;

export type KnownHashes = ReturnType<typeof openKnownHashes>;

/**
 * What files were hashed to, good for as long as neither size, time nor place on the disk changes: reading half a
 * terabyte takes minutes. A file of them that can't be read is begun anew.
 */
export function openKnownHashes(file: string) {
  const known = new Map<string, Known>(readKnown(file));
  return {
    find(path: string, mark: FileMark): string | null {
      const found = known.get(path);
      const isSame = found?.bytes === mark.bytes && found.mtimeMs === mark.mtimeMs && found.ino === mark.ino;
      return isSame ? found.sha256 : null;
    },
    keep(path: string, mark: FileMark, sha256: string): void {
      setNewest(known, path, { ...mark, sha256 }, MOST_KNOWN);
      writeFileAtomically(file, JSON.stringify(Object.fromEntries(known)));
    },
  };
}

function readKnown(file: string): [string, Known][] {
  try {
    return Object.entries(KnownFile.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    return [];
  }
}
