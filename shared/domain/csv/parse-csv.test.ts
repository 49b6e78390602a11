import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { csvLine, withoutGuard } from './csv-line.ts';
import { filledRecords, guessDelimiter, parseCsv } from './parse-csv.ts';

const rows = (text: string) => parseCsv(text, ',').records.map(({ line, cells }) => [line, ...cells]);

test('quotes, line breaks inside them and every line end; each record knows its line', () => {
  expect(rows('a,"b,""c""",\r\n"one\r\ntwo",x\n,"",14" screen\ry')).toEqual([
    [1, 'a', 'b,"c"', ''],
    [2, 'one\ntwo', 'x'],
    [4, '', '', '14" screen'],
    [5, 'y'],
  ]);
});

test('a quote that is never closed is told with its line, and so is text behind a closing one', () => {
  const open = parseCsv('a\n"b\nc', ',');
  expect(open.problem).toEqual({ line: 2, message: 'a quote is opened here and never closed.' });
  expect(open.records).toHaveLength(1);
  expect(parseCsv('a\n\n"b"c', ',').problem).toMatchObject({ line: 3 });
});

test('an end without a line break, and lines with nothing in them', () => {
  expect(rows('a,b')).toEqual([[1, 'a', 'b']]);
  expect(rows('')).toEqual([]);
  expect(filledRecords(parseCsv('a,b\n\n , \nc,d\n', ',').records).map((it) => it.line)).toEqual([1, 4]);
});

test.each([
  [';', 'Name;Preis\nAnjou;1,5\nBosc;2,5'],
  [',', 'name,price\nAnjou,1.5'],
  ['\t', 'name\tnote\nAnjou\ta, b; c'],
  ['|', 'name|note\nAnjou|x, y, z'],
  [';', 'Name;Notiz\nAnjou;"a, b\nc, d, e"'],
  [',', 'one column only\nAnjou'],
])('the delimiter %j is found', (delimiter, text) => {
  expect(guessDelimiter(text)).toBe(delimiter);
});

test('whatever is written is read the same, with each delimiter and line end', () => {
  const random = seededRandom(7);
  const pieces = ['a', 'ü', '"', '""', ',', ';', '\t', '|', '\n', ' ', "'", '=', '', '\u{1F34F}'];
  const cell = () =>
    Array.from({ length: Math.floor(random() * 5) }, () => pieces[Math.floor(random() * 14)]).join('');
  for (let round = 0; round < 300; round++) {
    const table = Array.from({ length: 4 }, () => ['x', cell(), cell()]);
    for (const delimiter of [',', ';', '\t', '|'] as const)
      for (const end of ['\n', '\r\n', '\r']) {
        const quoted = (it: string) => `"${it.replaceAll('"', '""')}"`;
        const text = table.map((row) => row.map(quoted).join(delimiter)).join(end);
        expect(parseCsv(text, delimiter).records.map((it) => it.cells)).toEqual(table);
      }
    const written = table.map((row) => csvLine(row)).join('');
    expect(parseCsv(written, ',').records.map((it) => it.cells.map(withoutGuard))).toEqual(table);
  }
});
