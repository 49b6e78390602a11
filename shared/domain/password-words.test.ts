import { expect, test } from 'vitest';
import { passwordWords } from './password-words.ts';

test('a name and an address are known whole and by their words; what is shorter than three letters is in anything', () =>
  expect(passwordWords(['Ada Öz', 'ada.oz@lab.example'])).toEqual([
    'Ada Öz',
    'Ada',
    'ada.oz@lab.example',
    'ada',
    'lab',
    'example',
  ]));
