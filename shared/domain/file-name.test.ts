import { describe, expect, test } from 'vitest';
import { attachmentHeader, safeFileName } from './file-name.ts';

describe('the bare name of a file', () => {
  test.each([
    ['invoice.pdf', 'invoice.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\in voice.pdf', 'in voice.pdf'],
    ['a\r\nb\0c.txt', 'abc.txt'],
    ['.htaccess', 'htaccess'],
    ['pdf\u202efdp.exe', 'pdffdp.exe'],
    ['Gerät ’25 🍐.pdf', 'Gerät ’25 🍐.pdf'],
    ['half \ud83c.pdf', 'half \ufffd.pdf'],
    ['../', 'attachment'],
    ['', 'attachment'],
  ])('%j is %j', (name, bare) => expect(safeFileName(name)).toBe(bare));

  test('is never long, and keeps its ending', () => {
    const name = safeFileName(`${'🍐'.repeat(200)}.pdf`);
    expect(name.length).toBeLessThanOrEqual(120);
    expect(name.endsWith('.pdf')).toBe(true);
    expect(name.isWellFormed()).toBe(true);
  });
});

test('a header holds any name without ending early', () => {
  expect(attachmentHeader('a "b"; c\\.pdf')).toBe(
    `attachment; filename="a _b__ c_.pdf"; filename*=UTF-8''a%20%22b%22%3B%20c%5C.pdf`,
  );
  expect(attachmentHeader("o'clock*.pdf")).toContain("UTF-8''o%27clock%2a.pdf");
});
