import { expect, test } from 'vitest';
import { countChanged, NUMBER_FIELDS, onlyChanged, readNumber, tellNumber } from './chat-settings.ts';

const field = (key: string) => NUMBER_FIELDS.find((it) => it.key === key)!;

test('what is the default anyway is not changed', () => {
  expect(onlyChanged({ temperature: 0, topP: 1, maxTokens: 1024, stop: [], topK: 40 })).toEqual({ topK: 40 });
  expect(onlyChanged({ thinking: false, stop: ['END'] })).toEqual({ thinking: false, stop: ['END'] });
  expect(countChanged(' ', {})).toBe(0);
  expect(countChanged('Be brief.', { minP: 0.1 })).toBe(2);
});

test('a number is read as people write it, or refused with its bounds', () => {
  expect(readNumber(field('temperature'), ' 0,7 ')).toEqual({ value: 0.7 });
  expect(readNumber(field('maxTokens'), '4 096')).toEqual({ value: 4096 });
  for (const wrong of ['', 'warm', '2.5', '-1', 'Infinity', '1e9'])
    expect(readNumber(field('temperature'), wrong)).toEqual({ problem: 'A number from 0 to 2.' });
  expect(readNumber(field('topK'), '1.5')).toEqual({ problem: 'A whole number from 0 to 1000.' });
  expect(tellNumber(field('topK'), 0)).toBe('off');
  expect(tellNumber(field('maxTokens'), 4096)).toBe('4,096');
});

test('every default lies within its field', () => {
  for (const { min, max, standard } of NUMBER_FIELDS) {
    expect(standard).toBeGreaterThanOrEqual(min);
    expect(standard).toBeLessThanOrEqual(max);
  }
});
