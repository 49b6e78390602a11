import { withoutGuard } from '@/shared/domain/csv/csv-line.ts';
import { decodeText, guessEncoding, otherFormat } from '@/shared/domain/csv/decode-text.ts';
import {
  type CsvRecord,
  type Delimiter,
  filledRecords,
  guessDelimiter,
  parseCsv,
} from '@/shared/domain/csv/parse-csv.ts';
import { MOST_CELL, MOST_FILE_BYTES, MOST_FILE_COLUMNS, MOST_FILE_ROWS } from '@/shared/domain/csv/limits.ts';
import type { ImportOptions } from '@/shared/schemas/register-import.ts';
import { ServiceError } from '../../../errors.ts';

export type Table = {
  encoding: NonNullable<ImportOptions['encoding']>;
  delimiter: Delimiter;
  headers: string[];
  /** As many cells as headers; `widthProblem` where the line has more or fewer. */
  rows: (CsvRecord & { widthProblem: string | null })[];
  notes: string[];
};

const refuse = (message: string) => new ServiceError('VALIDATION', message);

/** The cells of a file as it is read with these options; throws VALIDATION when it can't be read at all. */
export function readTable(
  bytes: Uint8Array,
  options: Pick<ImportOptions, 'encoding' | 'delimiter' | 'mends'>,
): Table {
  if (bytes.length > MOST_FILE_BYTES) throw refuse('The file is larger than 5 MB. Import it in parts.');
  const encoding = options.encoding ?? guessEncoding(bytes);
  const text = decodeText(bytes, encoding);
  const other = otherFormat(bytes, text);
  if (other !== null) throw refuse(`This is ${other}. Save the table as CSV, and choose that file.`);
  const marked = /^sep=([,;\t|])(?:\r\n?|\n)/.exec(text);
  const delimiter = options.delimiter ?? (marked?.[1] as Delimiter | undefined) ?? guessDelimiter(text);
  const { records, problem } = parseCsv(text, delimiter);
  if (problem) throw refuse(`Line ${problem.line}: ${problem.message} Nothing behind it can be read.`);
  const [header, ...lines] = filledRecords(records).slice(marked ? 1 : 0);
  if (!header) throw refuse('The file is empty. It needs a line of headings, and a line for each Mac.');
  checkSize(header, lines);
  const headers = header.cells.map((it) => withoutGuard(it).trim());
  mend(lines, options.mends);
  return {
    encoding,
    delimiter,
    headers,
    rows: lines.map((it) => toRow(it, headers.length)),
    notes: notesOf(text, headers),
  };
}

function checkSize(header: CsvRecord, lines: readonly CsvRecord[]): void {
  if (lines.length === 0)
    throw refuse('The file has only one line. It needs a line of headings, and a line for each Mac.');
  if (header.cells.length > MOST_FILE_COLUMNS)
    throw refuse(`The file has ${header.cells.length} columns; ${MOST_FILE_COLUMNS} are the most.`);
  if (lines.length > MOST_FILE_ROWS)
    throw refuse(`The file has ${lines.length} rows; ${MOST_FILE_ROWS} are the most. Import it in parts.`);
  const long = [header, ...lines].find((it) => it.cells.some((cell) => cell.length > MOST_CELL));
  if (long) throw refuse(`Line ${long.line} has a cell of more than ${MOST_CELL} characters. Shorten it.`);
}

function mend(lines: readonly CsvRecord[], mends: ImportOptions['mends']): void {
  const byLine = new Map(lines.map((it) => [it.line, it]));
  for (const { line, column, text } of mends) {
    const record = byLine.get(line);
    if (record && column < record.cells.length) record.cells[column] = text;
  }
}

function toRow({ line, cells }: CsvRecord, width: number): Table['rows'][number] {
  const isTooWide = cells.slice(width).some((it) => it.trim() !== '');
  const isWrong = isTooWide || cells.length < width;
  return {
    line,
    cells: Array.from({ length: width }, (_, index) => withoutGuard(cells[index] ?? '').trim()),
    widthProblem: isWrong
      ? `This line has ${cells.length} cells, the headings ${width}. A quote or a line break may be in the wrong place.`
      : null,
  };
}

function notesOf(text: string, headers: readonly string[]): string[] {
  const notes: string[] = [];
  if (text.includes('\uFFFD'))
    notes.push('Some characters could not be read in this encoding. Choose another.');
  const twice = [...new Set(headers.filter((it, index) => it !== '' && headers.indexOf(it) !== index))];
  for (const header of twice)
    notes.push(`The heading “${header}” stands over more than one column: only the first is taken.`);
  return notes;
}
