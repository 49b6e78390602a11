import * as z from 'zod';
import { BACKUP_KINDS } from '@/shared/domain/backup-rules.ts';

/** Raised when what is written can no longer be read by what was released before. */
export const BACKUP_FORMAT = 1;

/** First in the file, so that a list of backups reads a block of each. */
export const BackupHeader = z.object({
  format: z.literal(BACKUP_FORMAT),
  kind: z.enum(BACKUP_KINDS),
  /** By the database's clock: the moment everything in it is of. */
  takenAt: z.iso.datetime(),
  lab: z.string().nullable(),
  postgres: z.string(),
  /** In the order they were applied; the database is of exactly these. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
});
export type BackupHeader = z.output<typeof BackupHeader>;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Last in the file: what all of it must come to. */
export const BackupManifest = BackupHeader.extend({
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number().int().min(0),
      /** Of the rows as COPY writes them, before they are packed. */
      bytes: z.number().int().min(0),
      sha256: Hash,
    }),
  ),
  /** Tables that rows of a partitioned one go to; made again before its rows come. */
  partitions: z.array(z.object({ name: z.string(), parent: z.string(), bounds: z.string() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  /** The data folder's secret is in the file; false where it was given in the environment. */
  hasSecret: z.boolean(),
});
export type BackupManifest = z.output<typeof BackupManifest>;

export const HEADER_ENTRY = 'espalier-backup.json';
export const MANIFEST_ENTRY = 'manifest.json';
export const MANIFEST_HASH_ENTRY = 'manifest.json.sha256';
export const SECRET_ENTRY = 'secret';
export const partEntry = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}.copy.gz`;
export const tableOfEntry = (name: string): string | null =>
  /^tables\/([^/]+)\/\d+\.copy\.gz$/.exec(name)?.[1] ?? null;
