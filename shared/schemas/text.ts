import * as z from 'zod';
import { cleanText, clipText } from '../domain/clip-text.ts';

export const isCleanText = (text: string): boolean => cleanText(text) === text;

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

/** Half a character at the start, whatever is between, and half a character at the end. */
const PIECE = /^([\uDC00-\uDFFF]?)(.*?)([\uD800-\uDBFF]?)$/s;

/** A piece of a longer text: half a character at its edge stays, for the piece beside it may have the other half. */
export const ProgramTextPiece = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((text) => {
      const [, start, inner, end] = PIECE.exec(text)!;
      return `${start}${cleanText(inner!)}${end}`;
    });
