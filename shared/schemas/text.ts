import * as z from 'zod';
import { clipText } from '../domain/clip-text.ts';

/** What Postgres, UTF-8 and so no row can hold: a NUL, and half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const EACH_UNSTORABLE = new RegExp(UNSTORABLE, 'gu');
const REPLACEMENT = '\uFFFD';

export const isCleanText = (text: string): boolean => !UNSTORABLE.test(text);

/** What a person gives: refused with a reason rather than changed under their hands. Bounds follow, `Text.max(60)`. */
export const Text = z
  .string()
  .refine(
    isCleanText,
    'This has a character that cannot be stored: a NUL, or half of an emoji. Remove it and try again.',
  );

/** What a program says: clipped and cleaned, so that one odd character does not lose the rest of its message. */
export const ProgramText = (most: number) =>
  z
    .string()
    .overwrite((text) => clipText(text, most))
    .max(most);

const isLowHalf = (half: string): boolean => half >= '\uDC00' && half <= '\uDFFF';
const isHighHalf = (half: string): boolean => half >= '\uD800' && half <= '\uDBFF';

/** A piece of a longer text: half a character at its edge stays, for the piece beside it may have the other half. */
export const ProgramTextPiece = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((text) =>
      text.replace(EACH_UNSTORABLE, (it, at: number) => {
        const isOpen = (at === 0 && isLowHalf(it)) || (at === text.length - 1 && isHighHalf(it));
        return isOpen ? it : REPLACEMENT;
      }),
    );
