import { expect, test } from 'vitest';
import { BYTE_ORDER_MARK, csvLine, type CsvValue, withoutGuard } from './csv-line.ts';

const toCsv = (rows: CsvValue[][]): string => BYTE_ORDER_MARK + rows.map(csvLine).join('');

test('writes a byte order mark, CRLF, and quotes where RFC 4180 wants them', () => {
  expect(
    toCsv([
      ['a', 'b,c', 'say "hi"', 'two\nlines'],
      ['é', '', ' ', 'x'],
    ]),
  ).toBe('\uFEFFa,"b,c","say ""hi""","two\nlines"\r\né,, ,x\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['a=1', 'a=1'],
])('keeps a spreadsheet from running %j', (text, field) => {
  expect(toCsv([[text]])).toBe(`\uFEFF${field}\r\n`);
});

test('numbers stay numbers in full, unknown stays empty', () => {
  expect(toCsv([[-1.5, 0.1 + 0.2, null, true, false, new Date(0)]])).toBe(
    '\uFEFF-1.5,0.30000000000000004,,yes,no,1970-01-01T00:00:00.000Z\r\n',
  );
});

test.each(['=1+1', "'=1+1", "''-5", '@x', "'tis", "it's", '-', 'plain'])(
  '%j is told from its guard',
  (text) => {
    const written = csvLine([text]).trimEnd();
    expect(withoutGuard(written)).toBe(text);
  },
);
