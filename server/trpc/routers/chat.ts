import * as z from 'zod';
import {
  Conversation,
  ConversationDetail,
  ConversationPage,
  Generation,
  GetConversationInput,
  ListConversationsInput,
  ListEarlierInput,
  Message,
  MessagePage,
  PostMessageInput,
  StartConversationInput,
} from '@/shared/schemas/chat.ts';
import { ChatFile, ListChatFilesInput } from '@/shared/schemas/chat-files.ts';
import { SetChatSettingsInput } from '@/shared/schemas/chat-settings.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
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
