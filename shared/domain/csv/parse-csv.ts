export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** `line`: where it begins, counted from 1; a cell may hold line breaks. */
export type CsvRecord = { line: number; cells: string[] };
export type CsvProblem = { line: number; message: string };

/**
 * RFC 4180, with any of the usual delimiters and line ends. A quote inside a cell that doesn't begin with one is a
 * quote (`MacBook Pro 14"`). Nothing behind a problem is read: where cells end is not known any more.
 */
export function parseCsv(
  text: string,
  delimiter: Delimiter,
): { records: CsvRecord[]; problem: CsvProblem | null } {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const record: CsvRecord = { line, cells: [] };
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at, line) : bareCell(text, at, delimiter);
      if ('message' in cell) return { records, problem: cell };
      record.cells.push(cell.text);
      line += cell.lines;
      at = cell.end;
      if (text[at] !== delimiter) break;
      at += 1;
    }
    const end = lineEnd(text, at);
    if (end === null)
      return {
        records,
        problem: {
          line,
          message: 'something stands behind the closing quote. Quotes inside a quoted cell are doubled ("").',
        },
      };
    at = end;
    line += 1;
    records.push(record);
  }
  return { records, problem: null };
}

type Cell = { text: string; end: number; lines: number };

function bareCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { text: text.slice(start, end), end, lines: 0 };
}

function quotedCell(text: string, start: number, line: number): Cell | CsvProblem {
  let end = start + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) return { line, message: 'a quote is opened here and never closed.' };
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const raw = text.slice(start + 1, end);
  return {
    text: raw.replaceAll('""', '"').replaceAll(/\r\n?/g, '\n'),
    end: end + 1,
    lines: raw.match(/\r\n|\r|\n/g)?.length ?? 0,
  };
}

/** Behind the line break that stands here, or the end of the text; null when neither does. */
function lineEnd(text: string, at: number): number | null {
  if (at >= text.length) return at;
  if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1;
  return text[at] === '\n' ? at + 1 : null;
}

const isBlank = ({ cells }: CsvRecord): boolean => cells.every((it) => it.trim() === '');
/** Those with something in them. */
export const filledRecords = (records: readonly CsvRecord[]): CsvRecord[] =>
  records.filter((it) => !isBlank(it));

const SAMPLE_CHARACTERS = 65_536;
/** The one that cuts the first lines into the most columns, alike in most of them. */
export function guessDelimiter(text: string): Delimiter {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 1 };
  for (const delimiter of DELIMITERS) {
    const records = filledRecords(parseCsv(sample, delimiter).records).slice(0, 30);
    const columns = records[0]?.cells.length ?? 1;
    const alike = records.filter((it) => it.cells.length === columns).length / Math.max(1, records.length);
    const score = columns * alike;
    if (columns > 1 && score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
