import { expect, test } from 'vitest';
import { ENERGY_REFERENCES, referencesOf } from '../data/energy-references.ts';
import { referenceRanges } from './compare-energy.ts';
import { hostMs } from './host-hours.ts';

const HOUR_MS = 3_600_000;

test('a model is held against what was published of it, and of no other', () => {
  const modelsOf = (title: string) => [...new Set(referencesOf(title).map((it) => it.model))];
  expect(modelsOf('gpt-oss 120b')).toEqual(['gpt-oss-120b']);
  expect(modelsOf('gpt-oss-20b-MXFP4-Q8')).toEqual(['gpt-oss-20b']);
  expect(modelsOf('DeepSeek-R1-0528-4bit')).toEqual(['deepseek-r1']);
  expect(modelsOf('DeepSeek R1 14B')).toEqual(['deepseek-r1-14b']);
  expect(modelsOf('DeepSeek-R1-Distill-Llama-70B')).toEqual([]);
  expect(modelsOf('Llama-3.3-70B-Instruct-4bit')).toEqual(['llama-70b']);
  expect(modelsOf('Espalier demo')).toEqual([]);
  for (const it of ENERGY_REFERENCES) expect(modelsOf(it.title)).toEqual([it.model]);
});

test('ranges keep scopes apart: boards of eight and of many answers at once in one, a PC at the wall in another', () => {
  const ranges = referenceRanges(referencesOf('gpt-oss-20b'), 1_000_000);
  const boards = ranges.find((it) => it.scope === 'GPU boards only')!;
  expect(boards.answersAtOnce).toEqual({ least: 8, most: 1536 });
  expect(boards.joulesPerToken).toEqual({ least: 0.044, most: 0.356 });
  expect(boards.joules.most).toBeCloseTo(356_000);
  expect(ranges.filter((it) => it.group === 'pc')).toMatchObject([
    { scope: 'whole computer at the wall, peak', answersAtOnce: { least: 1, most: 1 }, isUpperBound: true },
  ]);
});

test('a rented host is paid for a day at least, and what begins within it goes on in it', () => {
  const use = (from: number, to: number) => ({ from: new Date(from * HOUR_MS), to: new Date(to * HOUR_MS) });
  const hours = (...uses: ReturnType<typeof use>[]) => hostMs(uses, 24) / HOUR_MS;
  expect(hours()).toBe(0);
  expect(hours(use(0, 1))).toBe(24);
  expect(hours(use(0, 30))).toBe(30);
  expect(hours(use(20, 26), use(0, 1))).toBe(26);
  expect(hours(use(0, 1), use(24, 25))).toBe(25);
  expect(hours(use(0, 1), use(25, 26))).toBe(48);
  expect(hours(use(0, 50), use(10, 11))).toBe(50);
});
