import * as z from 'zod';
import { BenchRow } from './bench-row.ts';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const MOST_IMPORT_CHARACTERS = 99_999;
export const MOST_IMPORT_ROWS = 500;

const Given = Text.trim().max(300);
const Whole = Text.max(MOST_IMPORT_CHARACTERS, 'This is longer than 99,999 characters. Bring it in parts.');
export const ReadResultsInput = z.object({ text: Whole });

/** Results of others as text; what the text does not say of a result is said beside it. */
export const ImportResultsInput = z.object({
  /** Made by the client; the same again changes nothing. */
  id: z.uuid(),
  text: Whole,
  source: Given.min(3, 'Say where these results are from.'),
  /** Where a result names no model or no machine. */
  model: Given,
  hardware: Given,
});
export type ImportResultsInput = z.output<typeof ImportResultsInput>;

const Problem = z.object({ line: Count, message: z.string() });
/** What a text would bring. */
export const ResultsRead = z.object({
  rows: z.array(BenchRow).max(MOST_IMPORT_ROWS),
  problems: z.array(Problem).max(MOST_IMPORT_ROWS),
  /** Lines beyond those told. */
  moreProblems: Count,
  /** Results that name no model, and no machine. */
  withoutModel: Count,
  withoutHardware: Count,
});
export type ResultsRead = z.output<typeof ResultsRead>;

export const ListImportsInput = z.object({ limit: limit(50, 200) });
const ResultImport = z.object({
  id: Id,
  source: z.string(),
  importedByName: z.string(),
  importedAt: Instant,
  /** Whether who asks may remove it. */
  mayRemove: z.boolean(),
  leftOut: Count,
  rows: z.array(BenchRow).max(MOST_IMPORT_ROWS),
});
export const ResultImports = z.object({ imports: z.array(ResultImport).max(200), hasMore: z.boolean() });
export type ResultImports = z.output<typeof ResultImports>;
