import * as z from 'zod';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

/** How somebody keeps their chats: names, folders, tags, what is found, and who may look in by a link. */

export const ChatTitle = Text.trim()
  .min(1, 'Give the chat a name.')
  .max(120, 'A chat’s name has 120 characters at most.');
export const RenameConversationInput = z.object({ id: Id, title: ChatTitle });

export const MOST_TAGS = 10;
export const ChatTag = Text.trim()
  .min(1, 'Write a tag first.')
  .max(30, 'A tag has 30 characters at most.')
  .refine((it) => !it.includes(','), 'A tag has no comma.');
const ChatIds = z.array(Id).min(1).max(200, 'At most 200 chats at once.');
/** What is left out stays as it is. */
export const ArrangeConversationsInput = z.object({
  ids: ChatIds,
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  folderId: Id.nullable().optional(),
  tags: z.array(ChatTag).max(MOST_TAGS, `A chat has ${MOST_TAGS} tags at most.`).optional(),
});
export const ConversationIdsInput = z.object({ ids: ChatIds });

export const ChatFolder = z.object({
  id: Id,
  name: z.string(),
  systemPrompt: z.string().nullable(),
  chats: Count,
});
export type ChatFolder = z.output<typeof ChatFolder>;
export const SaveChatFolderInput = z.object({
  id: z.uuid(),
  name: Name,
  systemPrompt: Text.trim().max(8000, 'A system prompt has 8,000 characters at most.').nullable(),
});

/** What stands beside the list itself. */
export const ChatShelf = z.object({
  folders: z.array(ChatFolder),
  tags: z.array(z.object({ tag: z.string(), chats: Count })),
  /** All that one may read, wherever it is kept. */
  chats: Count,
  archived: Count,
  /** Those that one began: what deleting all of one's own takes away. */
  own: Count,
  sharedWithMe: Count,
  /** Chats that nobody wrote in for so many days are removed; null keeps them. */
  retentionDays: Count.nullable(),
});
export type ChatShelf = z.output<typeof ChatShelf>;

export const SearchChatsInput = z.object({
  text: Text.trim().min(1, 'Write what to look for.').max(200, 'Look for 200 characters at most.'),
  whose: z.enum(['all', 'mine', 'others']).default('all'),
  folderId: Id.optional(),
  tag: ChatTag.optional(),
  model: Text.max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  archived: z.enum(['without', 'with', 'only']).default('without'),
  limit: z.number().int().min(1).max(50).default(20),
});
export type SearchChatsInput = z.output<typeof SearchChatsInput>;
/** A piece of text, and whether it is what was looked for. */
export const SnippetPiece = z.object({ text: z.string(), isHit: z.boolean() });
export type SnippetPiece = z.output<typeof SnippetPiece>;
export const ChatHit = z.object({
  conversationId: Id,
  title: z.array(SnippetPiece),
  /** The message that fits best, of as many; null: the chat's name alone has the words. */
  messageId: Id.nullable(),
  messages: Count,
  role: z.enum(['user', 'assistant']).nullable(),
  at: Instant,
  snippet: z.array(SnippetPiece),
  ownerName: z.string(),
  mine: z.boolean(),
  modelTitle: z.string().nullable(),
  archived: z.boolean(),
});
export type ChatHit = z.output<typeof ChatHit>;
export const ChatHits = z.object({
  hits: z.array(ChatHit),
  /** More have the words: another one narrows it. */
  hasMore: z.boolean(),
});

export const LINK_KINDS = ['snapshot', 'live'] as const;
export const ChatLink = z.object({
  id: Id,
  kind: z.enum(LINK_KINDS),
  createdAt: Instant,
  endsAt: Instant.nullable(),
  openedBy: z.array(z.string()),
});
export type ChatLink = z.output<typeof ChatLink>;
export const CreateChatLinkInput = z.object({
  conversationId: Id,
  kind: z.enum(LINK_KINDS),
  endsAt: Instant.nullable(),
});
export const LinkToken = z.string().regex(/^[\w-]{20,100}$/, 'This is not the address of a shared chat.');

export const RetentionInput = z.object({
  days: z
    .number()
    .int()
    .min(1, 'Keep chats for one day at least.')
    .max(3650, 'Ten years at most, or without an end.')
    .nullable(),
});
