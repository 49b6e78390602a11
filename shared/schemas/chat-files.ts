import * as z from 'zod';
import { limit } from './paging.ts';
import { Count, Id } from './units.ts';

export const MOST_CHAT_FILE_BYTES = 10_000_000;
export const MOST_FILES_IN_QUESTION = 8;
/** Of one file, so much goes into a question: some 50,000 tokens. */
export const MOST_USED_CHARACTERS = 200_000;
export const MOST_PDF_PAGES = 500;
/** A pasted text of more becomes a file of its own. */
export const PASTE_AS_FILE_CHARACTERS = 8000;
export const CHAT_FILE_LIMITS = 'Text files and PDFs up to 10 MB, eight a question.';

/** The text of a file, as a chat has it. */
export const ChatFile = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['text', 'pdf', 'paste']),
  /** How a text file was read. */
  encoding: z.string().nullable(),
  pages: Count.nullable(),
  characters: Count,
  /** The first so many of them go into the question. */
  usedCharacters: Count,
  /** An estimate. */
  tokens: Count,
});
export type ChatFile = z.output<typeof ChatFile>;

export const ChatFileIds = z
  .array(z.uuid())
  .max(MOST_FILES_IN_QUESTION, 'A question takes eight files at most.');
export const ListChatFilesInput = z.object({
  conversationId: Id,
  /** Left out: one's own that no question has taken along yet. */
  ids: ChatFileIds.optional(),
  limit: limit(50, 50),
});
