import { expect, test } from 'vitest';
import { fillPrompt, piecesOf, variablesOf } from './prompt-variables.ts';

const TEXT = 'Sum up for {{audience}} in {{ n }} lines; {{audience}} knows {{größe-2}}.';

test('each variable is asked for once, in its order', () => {
  expect(variablesOf(TEXT)).toEqual(['audience', 'n', 'größe-2']);
  expect(variablesOf('{{}} {{ }} {{a{b}} {x} {{a\nb}} {{{{')).toEqual([]);
});

test('is put in everywhere it stands; what is put in is not looked through again', () => {
  expect(fillPrompt(TEXT, { audience: '{{n}}', n: '$1 $&', 'größe-2': '' })).toBe(
    'Sum up for {{n}} in $1 $& lines; {{n}} knows .',
  );
  expect(fillPrompt('{{constructor}} {{x}}', {})).toBe('{{constructor}} {{x}}');
});

test('pieces give the text back', () => {
  expect(piecesOf('a {{b}} c').map((it) => [it.text, it.variable])).toEqual([
    ['a ', false],
    ['b', true],
    [' c', false],
  ]);
});

test('a long text of braces takes no time', () => {
  const started = performance.now();
  variablesOf('{{a '.repeat(4000));
  expect(performance.now() - started).toBeLessThan(200);
});
