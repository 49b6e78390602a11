import * as z from 'zod';
import {
  AnswerAgainInput,
  AnswerFacts,
  Conversation,
  ConversationDetail,
  ConversationPage,
  EditMessageInput,
  ForkConversationInput,
  Generation,
  GetConversationInput,
  InBranchInput,
  ListConversationsInput,
  ListEarlierInput,
  Message,
  MessagePage,
  PostMessageInput,
  SessionQueue,
  StartConversationInput,
} from '@/shared/schemas/chat.ts';
import { ChatFile, ListChatFilesInput } from '@/shared/schemas/chat-files.ts';
import { SetChatSettingsInput } from '@/shared/schemas/chat-settings.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  answerAgain,
  chooseBranch,
  deleteBranch,
  editMessage,
  forkConversation,
  getAnswerFacts,
  getConversation,
  listChatFiles,
  listConversations,
  listEarlierMessages,
  postMessage,
  readChatFile,
  removeChatFile,
  setChatSettings,
  shareConversation,
  startConversation,
  stopGeneration,
} from '../../modules/chat/index.ts';
import { readQueue } from '../../modules/generations/index.ts';
import { procedure, router } from '../init.ts';

export const chatRouter = router({
  list: procedure
    .input(ListConversationsInput)
    .output(ConversationPage)
    .query(({ ctx, input }) => listConversations(ctx, input)),
  /** The newest messages, oldest first; a running answer comes with its text up to `lastSeq`, to be resumed from there. */
  get: procedure
    .input(GetConversationInput)
    .output(ConversationDetail)
    .query(({ ctx, input }) => getConversation(ctx, input)),
  earlier: procedure
    .input(ListEarlierInput)
    .output(MessagePage)
    .query(({ ctx, input }) => listEarlierMessages(ctx, input)),
  start: procedure
    .input(StartConversationInput)
    .output(Conversation)
    .mutation(({ ctx, input }) => startConversation(ctx, input)),
  /** Stores the question and starts the answer; the answer comes over the socket. */
  post: procedure
    .input(PostMessageInput)
    .output(z.object({ question: Message, answer: Message }))
    .mutation(({ ctx, input }) => postMessage(ctx, input)),
  /** Where an answer comes from. */
  facts: procedure
    .input(z.object({ generationId: Id }))
    .output(AnswerFacts)
    .query(({ ctx, input }) => getAnswerFacts(ctx, input)),
  /** Who waits for a session, and for how long. */
  queue: procedure
    .input(z.object({ sessionId: Id }))
    .output(SessionQueue)
    .query(({ ctx, input }) => readQueue(ctx, input)),
  /** One more answer to a question, or more of an answer. */
  answer: procedure
    .input(AnswerAgainInput)
    .output(Message)
    .mutation(({ ctx, input }) => answerAgain(ctx, input)),
  /** Another version of a question or an answer, as it was written by hand. */
  edit: procedure
    .input(EditMessageInput)
    .output(Message)
    .mutation(({ ctx, input }) => editMessage(ctx, input)),
  /** Reads another version from now on; the reader's own choice. */
  choose: procedure.input(InBranchInput).mutation(({ ctx, input }) => chooseBranch(ctx, input)),
  /** A new chat that begins with what leads to a message. */
  fork: procedure
    .input(ForkConversationInput)
    .output(Conversation)
    .mutation(({ ctx, input }) => forkConversation(ctx, input)),
  /** A message with all that follows it; its other versions stay. */
  deleteBranch: procedure.input(InBranchInput).mutation(({ ctx, input }) => deleteBranch(ctx, input)),
  stop: procedure
    .input(z.object({ generationId: Id }))
    .output(Generation)
    .mutation(({ ctx, input }) => stopGeneration(ctx, input)),
  /** Shared: the whole lab reads and writes. Else its owner alone. */
  share: procedure
    .input(z.object({ id: Id, shared: z.boolean() }))
    .output(Conversation)
    .mutation(({ ctx, input }) => shareConversation(ctx, input)),
  /** System prompt and parameters of what is asked next. */
  setSettings: procedure
    .input(SetChatSettingsInput)
    .mutation(({ ctx, input }) => setChatSettings(ctx, input)),
  files: procedure
    .input(ListChatFilesInput)
    .output(z.array(ChatFile))
    .query(({ ctx, input }) => listChatFiles(ctx, input)),
  readFile: procedure
    .input(z.object({ id: Id }))
    .output(z.object({ block: z.string() }))
    .query(({ ctx, input }) => readChatFile(ctx, input)),
  removeFile: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => removeChatFile(ctx, input)),
});
