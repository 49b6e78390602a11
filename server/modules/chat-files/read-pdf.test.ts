import { expect, test } from 'vitest';
import { makeBombPdf, makePdf } from '../../testing/pdf.ts';
import { readPdf } from './read-pdf.ts';

test('a PDF’s pages come as text, in their order', async () => {
  expect(await readPdf(makePdf(['one', 'two', 'three']))).toEqual({
    kind: 'pdf',
    text: 'one\n\ntwo\n\nthree',
    characters: 15,
    encoding: null,
    pages: 3,
  });
});

test('one that never ends is given up, others meanwhile get their turn, and the portal goes on', async () => {
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 10);
  const endless = readPdf(makeBombPdf(300_000_000), { mostMs: 600, mostGrowthBytes: Infinity });
  const plain = readPdf(makePdf(['after it']));
  expect(await endless).toEqual({ problem: expect.stringContaining('took longer than 0.6 seconds') });
  expect(await plain).toMatchObject({ text: 'after it' });
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(30);
});

test('one that unpacks to more than there is room for is given up before it has', async () => {
  const read = await readPdf(makeBombPdf(400_000_000), { mostMs: 15_000, mostGrowthBytes: 150_000_000 });
  expect(read).toEqual({ problem: expect.stringContaining('more memory') });
});

test('too many pages are refused by their number', async () => {
  const read = await readPdf(makePdf(Array.from({ length: 501 }, () => 'x')));
  expect(read).toEqual({ problem: expect.stringContaining('It has 501 pages') });
});
