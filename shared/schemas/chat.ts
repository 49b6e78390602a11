import * as z from 'zod';
import { AnswerSettings, readToolCall, ToolCall } from './answer-settings.ts';
import { DurationMs, Moment, SequenceNumber, TokenCount } from './bounds.ts';
import { limit, pageInput, pageOf } from './paging.ts';
import { ProgramTextPiece, Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const GENERATION_STATES = [
  'queued',
  'dispatched',
  'running',
  'completed',
  'stopped',
  'length',
  'interrupted',
  'error',
] as const;
export const GenerationState = z.enum(GENERATION_STATES);
export type GenerationState = z.infer<typeof GenerationState>;

export const ChatTurn = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
  /** Of an assistant: what it asked for. */
  toolCalls: z.array(ToolCall).optional(),
  /** Of a tool: which call this is the result of. */
  toolCallId: z.string().optional(),
});
export type ChatTurn = z.output<typeof ChatTurn>;

/** An agent gathers words into steps of a few thousand; one message holds a million. */
const MOST_STEP_CHARACTERS = 500_000;
/**
 * One step of an answer. `seq` is contiguous from 1 within its generation and assigned by the agent that reads
 * rank 0. `completionTokens` is cumulative.
 */
export const GenerationDelta = z
  .object({
    seq: SequenceNumber,
    /** `tool`: one whole call, a `ToolCall` as JSON. */
    kind: z.enum(['text', 'reasoning', 'tool']),
    text: ProgramTextPiece(MOST_STEP_CHARACTERS),
    completionTokens: TokenCount,
    at: Moment,
  })
  .refine(
    (it) => it.kind !== 'tool' || readToolCall(it.text) !== null,
    'A call of a tool that cannot be read.',
  );
export type GenerationDelta = z.output<typeof GenerationDelta>;

export const Usage = z.object({
  promptTokens: TokenCount,
  cachedTokens: TokenCount,
  completionTokens: TokenCount,
  /** From the request leaving the agent to the first token read, milliseconds. */
  timeToFirstTokenMs: DurationMs.nullable(),
  /** First to last token, milliseconds. Rate = (tokens − 1) ÷ this. */
  decodeMs: DurationMs.nullable(),
});
export type Usage = z.output<typeof Usage>;

export const Generation = z.object({
  id: Id,
  sessionId: Id,
  state: GenerationState,
  /** Null when an API key asked. */
  requestedBy: z.object({ id: Id, name: z.string() }).nullable(),
  modelTitle: z.string(),
  simulated: z.boolean(),
  createdAt: Instant,
  endedAt: Instant.nullable(),
  /** The answer up to and including `lastSeq`. */
  text: z.string(),
  reasoning: z.string(),
  lastSeq: Count,
  promptTokens: Count.nullable(),
  completionTokens: Count,
  timeToFirstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  energyJoules: z.number().nullable(),
  /** Readings of its time are still on their way: no figure yet is not the same as none. */
  isEnergyPending: z.boolean(),
  /** What happened, why, what to do; only for `error` and `interrupted`. */
  message: z.string().nullable(),
});
export type Generation = z.output<typeof Generation>;

export const Message = z.object({
  id: Id,
  parentId: Id.nullable(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  author: z.object({ id: Id, name: z.string() }).nullable(),
  createdAt: Instant,
  generation: Generation.nullable(),
  /** Of an answer that no session here gave: the model it names, empty when it names none. */
  importedModel: z.string().nullish(),
});
export type Message = z.output<typeof Message>;

/** Where messages come from that were not asked here. */
export const IMPORT_ORIGINS = ['espalier', 'open-webui', 'chatgpt', 'copy'] as const;
export type ImportOrigin = (typeof IMPORT_ORIGINS)[number];

export const Conversation = z.object({
  id: Id,
  title: z.string(),
  owner: z.object({ id: Id, name: z.string() }),
  mine: z.boolean(),
  shared: z.boolean(),
  canWrite: z.boolean(),
  session: z.object({ id: Id, modelTitle: z.string(), state: z.string(), simulated: z.boolean() }).nullable(),
  answering: z.boolean(),
  updatedAt: Instant,
  /** How the reader keeps it. */
  pinned: z.boolean(),
  archived: z.boolean(),
  folderId: Id.nullable(),
  tags: z.array(z.string()),
  /** An answer ended since the reader last looked. */
  unread: z.boolean(),
  importedFrom: z.enum(IMPORT_ORIGINS).nullable(),
});
export type Conversation = z.output<typeof Conversation>;

/** Newest first. `recent`: in no other place of the reader's. */
export const LIST_PLACES = ['recent', 'pinned', 'folder', 'shared', 'archived', 'tag'] as const;
export const ListConversationsInput = pageInput(50, 200).extend({
  place: z.enum(LIST_PLACES).default('recent'),
  /** With `folder`. */
  folderId: Id.optional(),
  /** With `tag`. */
  tag: Text.max(30).optional(),
});
export const ConversationPage = pageOf(Conversation);

/** Where a window of messages begins: a question and its answer are of one moment, so its role tells them apart. */
export const MessageCursor = z.object({ at: Instant, role: Message.shape.role, id: Id });
export type MessageCursor = z.output<typeof MessageCursor>;
/** Oldest first; `earlier` is where to go on before it, null at the chat's beginning. */
export const MessagePage = z.object({ messages: z.array(Message), earlier: MessageCursor.nullable() });
const messageLimit = limit(60, 200);
export const GetConversationInput = z.object({ id: Id, limit: messageLimit });
export const ListEarlierInput = z.object({ conversationId: Id, before: MessageCursor, limit: messageLimit });

/** What a whole chat has used so far; energy only of those answers that could be measured. */
export const ChatUse = z.object({
  completionTokens: Count,
  promptTokens: Count,
  answers: Count,
  answersMeasured: Count,
  energyJoules: z.number().nullable(),
  simulated: z.boolean(),
});
export type ChatUse = z.output<typeof ChatUse>;

export const ConversationDetail = Conversation.extend({ ...MessagePage.shape, used: ChatUse });
export type ConversationDetail = z.output<typeof ConversationDetail>;

export const StartConversationInput = z.object({
  id: z.uuid(),
  sessionId: Id,
  /** One's own folder that it begins in. */
  folderId: Id.optional(),
});
export const PostMessageInput = z.object({
  conversationId: Id,
  sessionId: Id,
  /** Made by the client; a second post with the same ids returns the first. */
  messageId: z.uuid(),
  generationId: z.uuid(),
  text: Text.trim()
    .min(1, 'Write a question first.')
    .max(32_000, 'A question has 32,000 characters at most.'),
  settings: AnswerSettings.omit({ tools: true }).optional(),
  maxTokens: z.number().int().min(1).max(8192).optional(),
});
export type PostMessageInput = z.output<typeof PostMessageInput>;
