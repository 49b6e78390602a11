import * as z from 'zod';
import { ENCODINGS } from '../domain/csv/decode-text.ts';
import { MOST_CELL, MOST_FILE_BYTES, MOST_FILE_COLUMNS } from '../domain/csv/limits.ts';
import { DELIMITERS } from '../domain/csv/parse-csv.ts';
import { DAY_ORDERS } from '../domain/csv/read-day.ts';
import { DECIMAL_SIGNS } from '../domain/csv/read-number.ts';
import { Text } from './text.ts';
import { Count, Id } from './units.ts';

export const MATCH_KEYS = ['serial', 'tag', 'name'] as const;
export const EMPTY_CELLS = ['keep', 'clear'] as const;

const line = z.number().int().min(1).max(10_000_000);
/** How a file is read; what is null is found out. */
export const ImportOptions = z.object({
  encoding: z.enum(ENCODINGS).nullable().default(null),
  delimiter: z.enum(DELIMITERS).nullable().default(null),
  decimal: z.enum(DECIMAL_SIGNS).nullable().default(null),
  dayOrder: z.enum(DAY_ORDERS).nullable().default(null),
  /** By what a row's machine is found; by the next where the row has none. */
  matchBy: z.enum(MATCH_KEYS).nullable().default(null),
  emptyCells: z.enum(EMPTY_CELLS).default('keep'),
  /** The field of each column; null leaves it out. */
  columns: z.array(Text.max(64).nullable()).max(MOST_FILE_COLUMNS).nullable().default(null),
  /** Cells that are other than in the file. */
  mends: z
    .array(
      z.object({ line, column: z.number().int().min(0).max(MOST_FILE_COLUMNS), text: Text.max(MOST_CELL) }),
    )
    .max(500, 'That is more than can be mended here. Mend them in the file, and choose it again.')
    .default([]),
});
export type ImportOptions = z.output<typeof ImportOptions>;

/** Base64 of the file. */
const FileText = z
  .string()
  .min(1, 'The file is empty.')
  .max(Math.ceil(MOST_FILE_BYTES / 3) * 4, 'The file is larger than 5 MB. Import it in parts.');
export const PreviewImportInput = z.object({
  file: FileText,
  options: ImportOptions.prefault({}),
});
export const ImportAssetsInput = PreviewImportInput.extend({
  fileName: Text.trim().min(1).max(200),
  /** Of the preview that was seen. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'Look at the preview first.'),
});

export const VERDICTS = ['new', 'changes', 'same', 'refused'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** `from: null` is "empty before", `to: null` "empty after". */
const FieldShift = z.object({ label: z.string(), from: z.string().nullable(), to: z.string().nullable() });
const ImportRow = z.object({
  line: Count,
  verdict: z.enum(VERDICTS),
  machineId: Id.nullable(),
  tag: z.string().nullable(),
  /** Not in the file: the lab's next one. */
  isNextTag: z.boolean(),
  name: z.string().nullable(),
  serial: z.string().nullable(),
  shifts: z.array(FieldShift),
  /** Why it is refused. */
  problems: z.array(z.string()),
  /** What is odd about it, though it is taken. */
  warnings: z.array(z.string()),
  /** A cell that can be mended here, and with what where that is known. */
  mend: z.object({ column: Count, text: z.string(), suggestion: z.string().nullable() }).nullable(),
});
export type ImportRow = z.output<typeof ImportRow>;

export const ImportPreview = z.object({
  digest: z.string(),
  encoding: z.enum(ENCODINGS),
  delimiter: z.enum(DELIMITERS),
  decimal: z.enum(DECIMAL_SIGNS),
  isDecimalSure: z.boolean(),
  /** Whether any number or date is in the columns that are taken. */
  hasNumbers: z.boolean(),
  dayForm: z.enum([...DAY_ORDERS, 'iso', 'dots', 'asks', 'none']),
  matchBy: z.enum(MATCH_KEYS),
  emptyCells: z.enum(EMPTY_CELLS),
  columns: z.array(z.object({ header: z.string(), key: z.string().nullable(), example: z.string() })),
  fields: z.array(z.object({ key: z.string(), label: z.string() })),
  /** About the file as a whole. */
  notes: z.array(z.string()),
  counts: z.record(z.enum(VERDICTS), Count),
  rows: z.array(ImportRow),
});
export type ImportPreview = z.output<typeof ImportPreview>;

export const ImportResult = z.object({ added: Count, changed: Count, leftOut: Count });
export type ImportResult = z.output<typeof ImportResult>;
