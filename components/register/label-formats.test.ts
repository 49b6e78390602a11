import { expect, test } from 'vitest';
import { LABEL_FORMATS, labelAddressOf, labelQuestionOf, labelsASheet, toSheets } from './label-formats.ts';

test.each(LABEL_FORMATS.map((it) => [it.title, it] as const))('%s lies within its page', (_, it) => {
  const right = it.left + it.columns * it.width + (it.columns - 1) * it.columnGap;
  expect(right).toBeLessThanOrEqual(it.pageWidth + 1e-9);
  expect(it.pageWidth - right).toBeCloseTo(it.left, 5);
  const bottom = it.top + it.rows * it.height;
  expect(bottom).toBeLessThanOrEqual(it.pageHeight + 1e-9);
  expect(it.pageHeight - bottom).toBeCloseTo(it.top, 5);
  // The code has its quiet edge of four squares, of at most 45 in a row.
  expect(it.code + 2 * 4 * (it.code / 45)).toBeLessThanOrEqual(it.height + 1e-9);
  expect(it.padding).toBeGreaterThanOrEqual(4 * (it.code / 45) - 0.01);
});

test('the sheets hold what their boxes say', () => {
  expect(LABEL_FORMATS.map(labelsASheet)).toEqual([21, 24, 65, 30, 1, 1]);
});

test('a sheet that is begun goes on where it was left, and the next is whole', () => {
  const [format] = LABEL_FORMATS;
  const labels = Array.from({ length: 21 }, (_, index) => index);
  const sheets = toSheets(labels, format!, 3);
  expect(sheets.map((it) => it.length)).toEqual([21, 2]);
  expect(sheets[0]!.slice(0, 4)).toEqual([null, null, 0, 1]);
  expect(sheets.flat().filter((it) => it !== null)).toEqual(labels);
  expect(toSheets([], format!, 1)).toEqual([]);
});

test('the address says what is printed, and an odd one prints as at first', () => {
  const at = (query: string) => labelQuestionOf(new URLSearchParams(query));
  const address = '/machines/register/labels?ids=a,b&format=letter-30&from=30&serial=0';
  expect(labelAddressOf(at(address.split('?')[1]!))).toBe(address);
  expect(labelAddressOf(at('format=a5&from=99&serial=1&ids='))).toBe('/machines/register/labels');
});
