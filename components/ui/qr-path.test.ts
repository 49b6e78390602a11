import { expect, test } from 'vitest';
import { qrPath } from './qr-path.ts';

/*
 * A reader of its own, from the standard (ISO/IEC 18004): what a phone does but for finding the code in a picture
 * and mending damage.
 */
type Matrix = boolean[][];

function toMatrix({ size, path }: ReturnType<typeof qrPath>): Matrix {
  const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let at = 0; at < Number(width); at++) matrix[Number(y)]![Number(x) + at] = true;
  return matrix;
}

/** Where the middles of the alignment squares stand in each direction. */
function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const rest = Array.from({ length: count - 1 }, (_, index) => version * 4 + 10 - index * step);
  return [6, ...rest.toReversed()];
}

function isFunction(size: number, x: number, y: number): boolean {
  const version = (size - 17) / 4;
  if ((x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8)) return true;
  if (x === 6 || y === 6) return true;
  if (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) return true;
  const places = alignments(version);
  const [first, last] = [places[0], places.at(-1)];
  return places.some((cx) =>
    places.some((cy) => {
      const isFinder =
        (cx === first && cy === first) || (cx === first && cy === last) || (cx === last && cy === first);
      return !isFinder && Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2;
    }),
  );
}

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Data bytes of each block, by error correction level and version. */
const BLOCKS: Record<string, number[]> = {
  M3: [44],
  M4: [32, 32],
  M5: [43, 43],
  M6: [27, 27, 27, 27],
  M7: [31, 31, 31, 31],
  Q3: [17, 17],
  Q4: [24, 24],
  Q5: [15, 15, 16, 16],
  Q6: [19, 19, 19, 19],
};

function read(matrix: Matrix): string {
  const size = matrix.length;
  const format = [0, 1, 2, 3, 4].map((x) => Number(matrix[8]![x])).join('');
  const code = Number.parseInt(format, 2) ^ 0b10101;
  const level = ['M', 'L', 'H', 'Q'][code >> 3]!;
  const mask = MASKS[code & 7]!;
  const bits: number[] = [];
  let isUp = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step++) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1])
        if (!isFunction(size, x, y)) bits.push(Number(matrix[y]![x] !== mask(x, y)));
    }
    isUp = !isUp;
  }
  const words = Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2),
  );
  return textOf(joinBlocks(words, BLOCKS[`${level}${(size - 17) / 4}`]!));
}

function joinBlocks(words: readonly number[], lengths: readonly number[]): number[] {
  const blocks = lengths.map((): number[] => []);
  let at = 0;
  for (let index = 0; index < Math.max(...lengths); index++)
    for (const [block, length] of lengths.entries()) if (index < length) blocks[block]!.push(words[at++]!);
  return blocks.flat();
}

function textOf(words: readonly number[]): string {
  const bits = words.map((it) => it.toString(2).padStart(8, '0')).join('');
  const take = (from: number, count: number): number => Number.parseInt(bits.slice(from, from + count), 2);
  expect(take(0, 4)).toBe(0b0100);
  const bytes = Array.from({ length: take(4, 8) }, (_, at) => take(12 + at * 8, 8));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

test.each([
  'https://lab.example/machines/0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  'http://192.168.178.20:3000/machines/0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  'https://espalier.interpretability.some-university.example/machines/0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  'https://lab.example/machines/1',
])('the code of %s reads as that', (address) => {
  expect(read(toMatrix(qrPath(address)))).toBe(address);
});
