/** A number is written as one, in full precision; `null` is an empty field: unknown is not zero. */
export type CsvValue = string | number | boolean | Date | null;

/** What spreadsheets take for the start of a formula; also behind quotes, so that one that is put in front can be told. */
const FORMULA_START = /^'*[=+\-@\t\r\n\0]/;

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Date) return value.toISOString();
  const text = withGuard(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What tells a spreadsheet that the file is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** RFC 4180; text that a spreadsheet would run as a formula gets a leading quote. */
export const csvLine = (row: readonly CsvValue[]): string => `${row.map(csvField).join(',')}\r\n`;

/** What a spreadsheet would run as a formula, with a quote in front. */
export const withGuard = (text: string): string => (FORMULA_START.test(text) ? `'${text}` : text);

/** The text that a field was before it got a quote in front. */
export const withoutGuard = (text: string): string =>
  text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text;
