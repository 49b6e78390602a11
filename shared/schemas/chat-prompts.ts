import * as z from 'zod';
import { MOST_INT } from './bounds.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

/** As it is typed after the slash. */
export const PROMPT_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const ChatPrompt = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  shared: z.boolean(),
  /** Null: one's own. */
  ownerName: z.string().nullable(),
  mayChange: z.boolean(),
  version: Count,
  /** Of the newest version. */
  text: z.string(),
  authorName: z.string().nullable(),
  updatedAt: Instant,
});
export type ChatPrompt = z.output<typeof ChatPrompt>;

export const SavePromptInput = z.object({
  /** Made by the client; of one that is there it is changed. */
  id: z.uuid(),
  name: z
    .string()
    .max(40, 'A name has 40 characters at most.')
    .regex(PROMPT_NAME, 'A name is small letters, digits and single hyphens, such as summary-table.'),
  description: Text.trim().max(120, 'A description has 120 characters at most.'),
  text: Text.trim().min(1, 'Write the prompt’s text.').max(16_000, 'A prompt has 16,000 characters at most.'),
  shared: z.boolean(),
  /** The version that was being looked at, so that nobody’s newer text is written over; null for a new prompt. */
  basedOn: z.int().min(1).max(MOST_INT).nullable(),
});

export const PromptVersion = z.object({
  version: Count,
  text: z.string(),
  authorName: z.string().nullable(),
  createdAt: Instant,
});
export type PromptVersion = z.output<typeof PromptVersion>;
