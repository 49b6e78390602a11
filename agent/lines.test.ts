import { expect, test } from 'vitest';
import { createLineSplitter } from './lines.ts';

function split(chunks: string[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return lines;
}

test('lines may come in pieces, and the last needs no end', () => {
  expect(split(['one\ntw', 'o\r\nthree\n', '\n', 'four'])).toEqual(['one', 'two', 'three', 'four']);
});

test('progress bars come as lines of their own', () => {
  expect(split(['10 %\r20 %\r30 %\n'])).toEqual(['10 %', '20 %', '30 %']);
});

test('terminal codes are taken out', () => {
  expect(split(['\u001B[31mred\u001B[0m \u001B]0;title\u0007text\u0008\n'])).toEqual(['red text']);
});

test('a line without end does not grow for ever', () => {
  const lines = split(['x'.repeat(9000), 'y\n']);
  expect(lines.map((line) => line.length)).toEqual([4000, 4000, 1001]);
});

test('lines keep their order when one of them is too long', () => {
  const lines = split([`short\n${'x'.repeat(4001)}\nafter\n`]);
  expect(lines.map((line) => line.length)).toEqual([5, 4000, 1, 5]);
});

test('whatever is cut, no character is', () => {
  const lines = split([`x${'😀'.repeat(6000)}\n`]);
  expect(lines.join('')).toBe(`x${'😀'.repeat(6000)}`);
  for (const line of lines) expect(line.isWellFormed()).toBe(true);
});
