import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { showHidden, withoutHidden } from './marks.ts';
import { Written } from './written.tsx';

it('keeps the direction of a name to itself, and shows what would turn the words after it', () => {
  expect(renderToStaticMarkup(<Written text={'Ines\u202e'} />)).toBe('<bdi>Ines⟨U+202E⟩</bdi>');
  expect(renderToStaticMarkup(<Written text="שרה" />)).toBe('<bdi>שרה</bdi>');
});

it('shows in code what cannot be seen, and leaves it out of a copy, but joins emoji', () => {
  expect(showHidden('a\u200b\ufeffb')).toBe('a⟨U+200B⟩⟨U+FEFF⟩b');
  expect(withoutHidden('a\u200b\u202eb 👩‍👧')).toBe('ab 👩‍👧');
});
