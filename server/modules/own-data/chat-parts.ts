import { rowsBy, rowsById } from './rows.ts';
import type { Part } from './part.ts';

/** Chats themselves are written apart (`stream-own-data.ts`): this is what stands around them. */
export const CHAT_PARTS: readonly Part[] = [
  {
    file: 'messages-elsewhere.json',
    says: 'What you wrote in chats of others, and who of them.',
    columns: ['Message.authorId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.message.findMany({
          where: { authorId: personId, id: { gt: after }, conversation: { ownerId: { not: personId } } },
          select: {
            id: true,
            conversationId: true,
            conversation: { select: { owner: { select: { name: true } } } },
            role: true,
            text: true,
            createdAt: true,
          },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'answers.json',
    says: 'Every answer that you or a key of yours asked for, with its figures; the text of those that stand in no chat of yours, as far as the lab keeps it.',
    columns: ['Generation.requestedById'],
    async *read({ db }, personId) {
      const rows = rowsById(({ after, take }) =>
        db.generation.findMany({
          where: { OR: [{ requestedById: personId }, { apiKey: { personId } }], id: { gt: after } },
          select: ANSWER,
          orderBy: { id: 'asc' },
          take,
        }),
      );
      for await (const { message, text, reasoning, ...row } of rows) {
        if (message?.conversation.ownerId === personId) yield { ...row, isInOwnChat: true };
        else yield { ...row, isInOwnChat: false, text, reasoning };
      }
    },
  },
  {
    file: 'chat-folders.json',
    says: 'The folders you keep chats in.',
    columns: ['ChatFolder.ownerId'],
    read: ({ db }, ownerId) =>
      rowsById(({ after, take }) =>
        db.chatFolder.findMany({
          where: { ownerId, id: { gt: after } },
          omit: { ownerId: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'chat-places.json',
    says: 'Of each chat where you keep it: folder, pin, archive, tags, and when you last looked.',
    columns: ['ConversationPlace.personId'],
    read: ({ db }, personId) =>
      rowsBy(
        ({ after, take }) =>
          db.conversationPlace.findMany({
            where: { personId, conversationId: { gt: after } },
            omit: { personId: true },
            orderBy: { conversationId: 'asc' },
            take,
          }),
        (it) => it.conversationId,
      ),
  },
  {
    file: 'chat-links.json',
    says: 'Links that you made to chats, without their secrets.',
    columns: ['ConversationLink.createdById'],
    read: ({ db }, createdById) =>
      rowsById(({ after, take }) =>
        db.conversationLink.findMany({
          where: { createdById, id: { gt: after } },
          select: {
            id: true,
            conversationId: true,
            kind: true,
            createdAt: true,
            endsAt: true,
            endedAt: true,
          },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'chat-links-opened.json',
    says: 'Links of others to chats that you opened.',
    columns: ['ConversationLinkViewer.personId'],
    read: ({ db }, personId) =>
      rowsBy(
        ({ after, take }) =>
          db.conversationLinkViewer.findMany({
            where: { personId, linkId: { gt: after } },
            select: { linkId: true, openedAt: true },
            orderBy: { linkId: 'asc' },
            take,
          }),
        (it) => it.linkId,
      ),
  },
  {
    file: 'chat-files.json',
    says: 'Files that you attached; their texts, as models were given them, are in the folder files, each under its id.',
    columns: ['ChatAttachment.ownerId'],
    read: ({ db }, ownerId) =>
      rowsById(({ after, take }) =>
        db.chatAttachment.findMany({
          where: { ownerId, id: { gt: after } },
          omit: { ownerId: true, block: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'presets.json',
    says: 'Your presets: system prompts with settings.',
    columns: ['ChatPreset.ownerId'],
    read: ({ db }, ownerId) =>
      rowsById(({ after, take }) =>
        db.chatPreset.findMany({
          where: { ownerId, id: { gt: after } },
          omit: { ownerId: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'prompts.json',
    says: 'Your prompts with their versions; of a prompt of somebody else’s the versions that you wrote.',
    columns: ['ChatPrompt.ownerId', 'ChatPromptVersion.authorId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.chatPrompt.findMany({
          where: {
            OR: [{ ownerId: personId }, { versions: { some: { authorId: personId } } }],
            id: { gt: after },
          },
          select: {
            id: true,
            name: true,
            description: true,
            shared: true,
            createdAt: true,
            versions: {
              where: { OR: [{ authorId: personId }, { prompt: { ownerId: personId } }] },
              select: { version: true, text: true, createdAt: true },
              orderBy: { version: 'asc' },
            },
          },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'comparisons.json',
    says: 'Your comparisons and their answers.',
    columns: ['Comparison.ownerId'],
    read: ({ db }, ownerId) =>
      rowsById(({ after, take }) =>
        db.comparison.findMany({
          where: { ownerId, id: { gt: after } },
          omit: { ownerId: true },
          include: { answers: { select: { position: true, generation: { select: ANSWER_OF_COMPARISON } } } },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'ratings.json',
    says: 'What you said of answers in comparisons.',
    columns: ['ComparisonRating.personId'],
    read: ({ db }, personId) =>
      rowsBy(
        ({ after, take }) =>
          db.comparisonRating.findMany({
            where: { personId, generationId: { gt: after } },
            omit: { personId: true },
            orderBy: { generationId: 'asc' },
            take,
          }),
        (it) => it.generationId,
      ),
  },
];

const ANSWER_OF_COMPARISON = {
  id: true,
  text: true,
  reasoning: true,
  session: { select: { modelTitle: true, simulated: true } },
} as const;

const ANSWER = {
  id: true,
  source: true,
  state: true,
  sessionId: true,
  apiKeyId: true,
  session: { select: { modelTitle: true, simulated: true } },
  createdAt: true,
  startedAt: true,
  endedAt: true,
  promptTokens: true,
  completionTokens: true,
  energyJoules: true,
  text: true,
  reasoning: true,
  message: { select: { conversation: { select: { ownerId: true } } } },
} as const;
