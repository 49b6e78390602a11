import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as z from 'zod';
import {
  BackupHeader,
  BackupManifest,
  HEADER_ENTRY,
  MANIFEST_ENTRY,
  MANIFEST_HASH_ENTRY,
  SECRET_ENTRY,
  tableOfEntry,
} from './manifest.ts';
import { readTar } from './tar.ts';

const READ_BYTES = 2 ** 20;
const MAX_PART_BYTES = 256 * 2 ** 20;

/** What is in a backup, as it comes: rows are in the order of the tables in its manifest, which is the last of all. */
export type BackupPiece =
  | { kind: 'header'; header: BackupHeader }
  | { kind: 'secret'; secret: string }
  | { kind: 'rows'; table: string; rows: Buffer }
  | { kind: 'manifest'; manifest: BackupManifest };

export async function* readBackup(file: string): AsyncGenerator<BackupPiece> {
  let manifestText: Buffer | null = null;
  let isFirst = true;
  for await (const { name, body } of readTar(createReadStream(file, { highWaterMark: READ_BYTES }))) {
    if (isFirst !== (name === HEADER_ENTRY)) throw new Error('this is no backup of Espalier');
    isFirst = false;
    const table = tableOfEntry(name);
    if (name === HEADER_ENTRY) yield { kind: 'header', header: parse(BackupHeader, body) };
    else if (name === SECRET_ENTRY) yield { kind: 'secret', secret: body.toString('utf8') };
    else if (table !== null) yield { kind: 'rows', table, rows: await unpack(body) };
    else if (name === MANIFEST_ENTRY) manifestText = body;
    else if (name === MANIFEST_HASH_ENTRY && manifestText) {
      if (createHash('sha256').update(manifestText).digest('hex') !== body.toString('ascii'))
        throw new Error('its list of contents was damaged');
      yield { kind: 'manifest', manifest: parse(BackupManifest, manifestText) };
    } else throw new Error(`it holds "${name}", which this version knows nothing of`);
  }
}

const unpack = async (body: Buffer): Promise<Buffer> => {
  try {
    return await promisify(gunzip)(body, { maxOutputLength: MAX_PART_BYTES });
  } catch {
    throw new Error('a part of it was damaged');
  }
};

function parse<S extends z.ZodType>(schema: S, body: Buffer): z.output<S> {
  const format = z.object({ format: z.number() });
  const value: unknown = JSON.parse(body.toString('utf8'));
  const told = format.safeParse(value);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  if (told.success && told.data.format > 1) throw new Error('a newer version of Espalier wrote it');
  throw new Error('its list of contents is not one of Espalier’s');
}

/**
 * Reads all of a backup and compares it with what it says of itself. Returns its manifest; throws a sentence that says
 * what is wrong with the file.
 */
export async function checkBackup(file: string): Promise<BackupManifest> {
  const seen = new Map<string, { hash: Hash; bytes: number }>();
  let header: BackupHeader | null = null;
  let hasSecret = false;
  let manifest: BackupManifest | null = null;
  try {
    for await (const piece of readBackup(file)) {
      if (manifest) throw new Error('something follows its end');
      if (piece.kind === 'header') header = piece.header;
      else if (piece.kind === 'secret') hasSecret = true;
      else if (piece.kind === 'manifest') manifest = piece.manifest;
      else {
        const table = seen.get(piece.table) ?? { hash: createHash('sha256'), bytes: 0 };
        table.hash.update(piece.rows);
        seen.set(piece.table, { hash: table.hash, bytes: table.bytes + piece.rows.length });
      }
    }
    if (!header || !manifest) throw new Error('it has no end: it was cut off');
    compare(header, manifest, hasSecret, seen);
    return manifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error(`There is no file ${file}.`);
    throw new Error(`${file} can’t be used: ${(error as Error).message}.`);
  }
}

function compare(
  header: BackupHeader,
  manifest: BackupManifest,
  hasSecret: boolean,
  seen: Map<string, { hash: Hash; bytes: number }>,
): void {
  const isOfOne = JSON.stringify(header) === JSON.stringify(BackupHeader.parse(manifest));
  if (!isOfOne || hasSecret !== manifest.hasSecret)
    throw new Error('its beginning and its end are of different files');
  for (const { name, bytes, sha256 } of manifest.tables) {
    const found = seen.get(name);
    const hash = (found?.hash ?? createHash('sha256')).digest('hex');
    if ((found?.bytes ?? 0) !== bytes || hash !== sha256)
      throw new Error(`what it holds of ${name} was damaged`);
    seen.delete(name);
  }
  if (seen.size > 0) throw new Error(`it holds ${[...seen.keys()].join(', ')}, which its list does not name`);
}
