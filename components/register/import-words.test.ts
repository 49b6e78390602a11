import { expect, test } from 'vitest';
import type { ImportPreview, ImportRow } from '@/shared/schemas/register-import.ts';
import { fileFacts, leftOut, verdictsCsv } from './import-words.ts';

const ROW: ImportRow = {
  line: 2,
  verdict: 'changes',
  machineId: 'a',
  tag: 'GS-001',
  isNextTag: false,
  name: 'Anjou',
  serial: 'C0ANJ512K1',
  shifts: [],
  problems: [],
  warnings: [],
  mend: null,
};
const PREVIEW: ImportPreview = {
  digest: '',
  encoding: 'windows-1252',
  delimiter: ';',
  decimal: ',',
  isDecimalSure: true,
  hasNumbers: false,
  dayForm: 'dots',
  matchBy: 'serial',
  emptyCells: 'keep',
  columns: [],
  fields: [],
  notes: [],
  counts: { new: 0, changes: 1, same: 0, refused: 0 },
  rows: [ROW],
};
const columns = (...headers: (string | null)[]) =>
  headers.map((header) => ({ header: header ?? 'Name', key: header === null ? 'name' : null, example: '' }));

test('the verdicts are a file that no spreadsheet runs', () => {
  const rows: ImportRow[] = [
    { ...ROW, shifts: [{ label: 'Supplier', from: null, to: 'Quillon; IT' }], warnings: ['Odd.'] },
    { ...ROW, line: 3, verdict: 'refused', name: '=1+1', tag: null, problems: ['Same serial as line 2.'] },
  ];
  expect(verdictsCsv({ ...PREVIEW, rows }).split('\r\n')).toEqual([
    '\uFEFFLine,Verdict,Tag,Mac,Serial in file,What would happen',
    '2,changes,GS-001,Anjou,C0ANJ512K1,Supplier empty → Quillon; IT; Odd.',
    "3,refused,,'=1+1,C0ANJ512K1,Same serial as line 2.",
    '',
  ]);
});

test('how the file was read is said in a line', () => {
  expect(fileFacts(PREVIEW)).toBe('1 row, Windows (1252), semicolons, dates as 31.12.2026');
  expect(fileFacts({ ...PREVIEW, dayForm: 'asks' })).toBe('1 row, Windows (1252), semicolons');
});

test('what nothing is taken from is named', () => {
  expect(leftOut({ ...PREVIEW, columns: columns(null) })).toBe(null);
  expect(leftOut({ ...PREVIEW, columns: columns(null, 'A', '') })).toBe('“A” and column 3 are left out');
  expect(leftOut({ ...PREVIEW, columns: columns('A') })).toBe('“A” is left out');
  expect(leftOut({ ...PREVIEW, columns: columns('A', 'B', 'C', 'D', 'E') })).toBe(
    '“A”, “B”, “C” and 2 more are left out',
  );
});
