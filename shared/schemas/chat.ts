import * as z from 'zod';
import { AnswerSettings, readLogprobs, readToolCall, ToolCall } from './answer-settings.ts';
import { DurationMs, Moment, SequenceNumber, TokenCount } from './bounds.ts';
import { ChatFileIds } from './chat-files.ts';
import { ChatSettings, MOST_ANSWER_TOKENS } from './chat-settings.ts';
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
    /** `tool`: one whole call, a `ToolCall` as JSON. `logprobs`: `TokenLogprob[]` of the words that follow, as JSON. */
    kind: z.enum(['text', 'reasoning', 'tool', 'logprobs']),
    text: ProgramTextPiece(MOST_STEP_CHARACTERS),
    completionTokens: TokenCount,
    at: Moment,
  })
  .refine(
    (it) => it.kind !== 'tool' || readToolCall(it.text) !== null,
    'A call of a tool that cannot be read.',
  )
  .refine(
    (it) => it.kind !== 'logprobs' || readLogprobs(it.text) !== null,
    'Probabilities of tokens that cannot be read.',
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
  /** What it asked to be called. */
  toolCalls: z.array(ToolCall),
  /** From its first thought to its first word, and the tokens of it; null while it is open, and without thoughts. */
  thoughtMs: z.number().nullable(),
  thoughtTokens: Count.nullable(),
  lastSeq: Count,
  promptTokens: Count.nullable(),
  completionTokens: Count,
  timeToFirstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  /** How many of the oldest messages did not go with the question. */
  leftOut: Count,
  energyJoules: z.number().nullable(),
  /** Readings of its time are still on their way: no figure yet is not the same as none. */
  isEnergyPending: z.boolean(),
  /** What happened, why, what to do; only for `error` and `interrupted`. */
  message: z.string().nullable(),
});
export type Generation = z.output<typeof Generation>;

/** Where a message stands among those that follow the same one, oldest first from 1. */
export const MessageVersion = z.object({
  at: Count,
  of: Count,
  previousId: Id.nullable(),
  nextId: Id.nullable(),
});
export type MessageVersion = z.output<typeof MessageVersion>;

export const ANSWER_WISHES = ['shorter', 'longer'] as const;
export const AnswerWish = z.enum(ANSWER_WISHES);
export type AnswerWish = z.output<typeof AnswerWish>;

export const Message = z.object({
  id: Id,
  parentId: Id.nullable(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  author: z.object({ id: Id, name: z.string() }).nullable(),
  createdAt: Instant,
  /** Files whose text is part of the question. */
  attachmentIds: z.array(Id),
  /** Null for a question, and for an answer that was edited, copied or brought from elsewhere. */
  generation: Generation.nullable(),
  /** Of an answer without a generation: which model first wrote it, here or elsewhere; null when not known. */
  modelTitle: z.string().nullable(),
  /** Made from another version by a person. */
  isEdited: z.boolean(),
  /** Of an answer: how it was to differ from the one before. */
  wish: AnswerWish.nullish(),
  version: MessageVersion,
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

/** The message with which a window of a branch begins. */
export const MessageCursor = z.object({ id: Id });
export type MessageCursor = z.output<typeof MessageCursor>;
/** Oldest first; `earlier` is where to go on before it, null at the chat's beginning. */
export const MessagePage = z.object({ messages: z.array(Message), earlier: MessageCursor.nullable() });
const messageLimit = limit(60, 200);
export const GetConversationInput = z.object({ id: Id, limit: messageLimit });
export const ListEarlierInput = z.object({ conversationId: Id, before: MessageCursor, limit: messageLimit });

/** What a whole chat has used so far, in all its versions; energy only of those answers that could be measured. */
export const ChatUse = z.object({
  completionTokens: Count,
  promptTokens: Count,
  answers: Count,
  answersMeasured: Count,
  energyJoules: z.number().nullable(),
  simulated: z.boolean(),
});
export type ChatUse = z.output<typeof ChatUse>;

/**
 * The branch that its reader is on. `newest`: the newest message of the chat on any branch, so that a page can tell of
 * what is written elsewhere.
 */
export const ConversationDetail = Conversation.extend({
  ...MessagePage.shape,
  leafId: Id.nullable(),
  newest: z.object({ id: Id, by: z.object({ id: Id, name: z.string() }).nullable() }).nullable(),
  used: ChatUse,
  systemPrompt: z.string(),
  settings: ChatSettings,
});
export type ConversationDetail = z.output<typeof ConversationDetail>;

export const StartConversationInput = z.object({
  id: z.uuid(),
  sessionId: Id,
  /** One's own folder that it begins in. */
  folderId: Id.optional(),
});
const QuestionText = Text.trim()
  .min(1, 'Write a question first.')
  .max(32_000, 'A question has 32,000 characters at most.');
/** For this answer alone; left out, the chat's own. */
const howAnswered = {
  settings: AnswerSettings.omit({ tools: true, logitBias: true, logprobs: true }).optional(),
  maxTokens: z.number().int().min(1).max(MOST_ANSWER_TOKENS).optional(),
};
export const PostMessageInput = z.object({
  conversationId: Id,
  sessionId: Id,
  /**
   * The message that the asker saw last, null for a chat's first question; a second question after the same one is
   * another version. Left out: where the asker's branch ends.
   */
  parentId: Id.nullable().optional(),
  /** The question that this one is another version of. */
  fromId: Id.optional(),
  /** Made by the client; a second post with the same ids returns the first. */
  messageId: z.uuid(),
  generationId: z.uuid(),
  text: QuestionText,
  ...howAnswered,
  attachmentIds: ChatFileIds.optional(),
});
export type PostMessageInput = z.output<typeof PostMessageInput>;

/** Below a question: one more answer to it. Below an answer: its text is gone on with. */
export const AnswerAgainInput = z.object({
  conversationId: Id,
  sessionId: Id,
  parentId: Id,
  generationId: z.uuid(),
  /** How it should differ; said to the model with the question, and kept with the answer. */
  wish: AnswerWish.optional(),
  ...howAnswered,
});
export type AnswerAgainInput = z.output<typeof AnswerAgainInput>;

/** Another version of a message, written by a person. */
export const EditMessageInput = z.object({
  conversationId: Id,
  messageId: Id,
  newId: z.uuid(),
  text: Text.trim()
    .min(1, 'Write something, or cancel.')
    .max(64_000, 'A message has 64,000 characters at most.'),
});
export type EditMessageInput = z.output<typeof EditMessageInput>;

/**
 * Who waits for a session, in the order of their turns; `waitMs` from its last answers, null while those are too few,
 * and for what a batch asks, which goes behind everybody who is yet to come.
 */
export const SessionQueue = z.object({
  waiting: z.array(z.object({ generationId: Id, waitMs: z.number().nullable() })),
});
export type SessionQueue = z.output<typeof SessionQueue>;

/** Where an answer comes from, in full. */
export const AnswerFacts = z.object({
  sessionId: Id,
  modelTitle: z.string(),
  modelFingerprint: z.string(),
  contextTokens: Count.nullable(),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  backend: z.string(),
  parallelism: z.string(),
  mlx: z.string().nullable(),
  mlxLm: z.string().nullable(),
  /** What differs from the engine's own, as `settingsText` writes it. */
  engineSettings: z.string(),
  simulated: z.boolean(),
  state: GenerationState,
  settings: AnswerSettings,
  maxTokens: Count,
  leftOut: Count,
  promptTokens: Count.nullable(),
  cachedTokens: Count.nullable(),
  completionTokens: Count,
  timeToFirstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  createdAt: Instant,
  /** In line, before it was sent to the machines. */
  waitedMs: z.number().nullable(),
  endedAt: Instant.nullable(),
  energyJoules: z.number().nullable(),
  isEnergyPending: z.boolean(),
  /** What metered the session's machines; none: nothing did. */
  powerSources: z.array(z.string()),
});
export type AnswerFacts = z.output<typeof AnswerFacts>;

export const InBranchInput = z.object({ conversationId: Id, messageId: Id });
export const ForkConversationInput = InBranchInput.extend({ id: z.uuid() });
