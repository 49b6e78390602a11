import * as z from 'zod';
import { AnswerWish, GenerationState, IMPORT_ORIGINS } from './chat.ts';
import { Count, Instant } from './units.ts';

/*
 * The file of an export, and what a snapshot holds: chats with all their branches (`parentId`; null is a beginning),
 * and of each answer how it was made and what it took. docs/chat-files.md tells it to people.
 */
export const CHAT_FILE_FORMAT = 'espalier.chats';

export const AnswerRecord = z.object({
  model: z.string(),
  simulated: z.boolean(),
  state: GenerationState,
  settings: z.unknown(),
  maxTokens: Count,
  promptTokens: Count.nullable(),
  cachedTokens: Count.nullable(),
  completionTokens: Count,
  timeToFirstTokenMs: z.number().nullable(),
  decodeMs: z.number().nullable(),
  /** Null: not measured, which is not none. */
  energyJoules: z.number().nullable(),
  toolCalls: z.unknown().nullable(),
  note: z.string().nullable(),
});
export const MessageRecord = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  role: z.enum(['user', 'assistant']),
  author: z.string().nullable(),
  at: Instant,
  text: z.string(),
  reasoning: z.string().nullable(),
  /** Null of a question, and of an answer that no session here gave. */
  answer: AnswerRecord.nullable(),
  importedModel: z.string().nullable(),
  wish: AnswerWish.nullish(),
  /** Of an answer that no session here gave as it stands; files from before this was told have none. */
  origin: z.enum(['edited', 'copied', 'imported']).nullish(),
});
export type MessageRecord = z.output<typeof MessageRecord>;
export const ChatRecord = z.object({
  id: z.string(),
  title: z.string(),
  owner: z.string(),
  importedFrom: z.enum(IMPORT_ORIGINS).nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  messages: z.array(MessageRecord),
});
export type ChatRecord = z.output<typeof ChatRecord>;

/** What a file would bring, before anything is stored. */
export const ChatImportPreview = z.object({
  origin: z.enum(IMPORT_ORIGINS),
  chats: Count,
  messages: Count,
  /** The first of them. */
  first: z.array(z.object({ title: z.string(), messages: Count })),
  leftOut: z.array(z.object({ what: z.string(), count: Count })),
});
export type ChatImportPreview = z.output<typeof ChatImportPreview>;

export const SharedChat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live'), conversationId: z.string() }),
  z.object({
    kind: z.literal('snapshot'),
    chat: ChatRecord,
    takenAt: Instant,
    endsAt: Instant.nullable(),
  }),
]);
export type SharedChat = z.output<typeof SharedChat>;
