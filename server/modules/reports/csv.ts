/** A number is written as one, in full precision; `null` is an empty field: unknown is not zero. */
export type CsvValue = string | number | boolean | Date | null;

/** What spreadsheets take for the start of a formula. */
const FORMULA_START = /^[=+\-@\t\r\n\0]/;

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Date) return value.toISOString();
  const text = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180 with a byte order mark; text that a spreadsheet would run as a formula gets a leading quote. */
export function toCsv(rows: readonly (readonly CsvValue[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('')}`;
}
