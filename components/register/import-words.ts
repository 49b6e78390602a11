import { BYTE_ORDER_MARK, csvLine } from '@/shared/domain/csv/csv-line.ts';
import { formatCount, listNames } from '@/shared/domain/format.ts';
import type { ImportPreview, ImportRow, Verdict } from '@/shared/schemas/register-import.ts';

export const VERDICT_WORD: Record<Verdict, string> = {
  new: 'new',
  changes: 'changes',
  same: 'no change',
  refused: 'refused',
};

export const ENCODING_WORD = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows (1252)',
  macintosh: 'Mac OS Roman',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16, high byte first',
} as const satisfies Record<ImportPreview['encoding'], string>;
export const DELIMITER_WORD = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;
export const DECIMAL_WORD = { ',': 'decimal comma', '.': 'decimal point' } as const;
export const DAY_WORD = {
  iso: 'dates as 2026-12-31',
  dots: 'dates as 31.12.2026',
  dmy: 'dates as 31/12/2026',
  mdy: 'dates as 12/31/2026',
} as const;

export const count = (number: number, of: string): string =>
  `${formatCount(number)} ${number === 1 ? of : `${of}s`}`;

/** `12 rows, UTF-8, semicolons, dates as 31.12.2026` */
export function fileFacts(preview: ImportPreview): string {
  const { encoding, delimiter, dayForm, rows } = preview;
  const days = dayForm === 'none' || dayForm === 'asks' ? null : DAY_WORD[dayForm];
  return [count(rows.length, 'row'), ENCODING_WORD[encoding], DELIMITER_WORD[delimiter], days]
    .filter(Boolean)
    .join(', ');
}

/** The columns that nothing is taken from, by their headings. */
export function leftOut({ columns }: ImportPreview): string | null {
  const headers = columns.flatMap(({ key, header }, index) =>
    key === null ? [header === '' ? `column ${index + 1}` : `“${header}”`] : [],
  );
  if (headers.length === 0) return null;
  const few = headers.length > 4 ? [...headers.slice(0, 3), `${headers.length - 3} more`] : headers;
  return `${listNames(few)} ${headers.length === 1 ? 'is' : 'are'} left out`;
}

const shiftText = ({ label, from, to }: ImportRow['shifts'][number]): string =>
  `${label} ${from ?? 'empty'} → ${to ?? 'empty'}`;

/** What becomes of each row, as a file to mend the other by. */
export function verdictsCsv({ rows }: ImportPreview): string {
  const lines = rows.map((row) => {
    const told = row.verdict === 'refused' ? row.problems : [...row.shifts.map(shiftText), ...row.warnings];
    return csvLine([row.line, VERDICT_WORD[row.verdict], row.tag, row.name, row.serial, told.join('; ')]);
  });
  const header = csvLine(['Line', 'Verdict', 'Tag', 'Mac', 'Serial in file', 'What would happen']);
  return BYTE_ORDER_MARK + header + lines.join('');
}
