import * as z from 'zod';
import { Conversation } from '@/shared/schemas/chat.ts';
import { SharedChat } from '@/shared/schemas/chat-file.ts';
import {
  ArrangeConversationsInput,
  ChatFolder,
  ChatHits,
  ChatLink,
  ChatShelf,
  ConversationIdsInput,
  CreateChatLinkInput,
  LinkToken,
  RenameConversationInput,
  RetentionInput,
  SaveChatFolderInput,
  SearchChatsInput,
} from '@/shared/schemas/chat-shelf.ts';
import { Id, Instant } from '@/shared/schemas/units.ts';
import {
  arrangeConversations,
  copyChat,
  countUnread,
  createLink,
  deleteAllConversations,
  deleteConversations,
  deleteFolder,
  endLink,
  listLinks,
  readLink,
  readShelf,
  renameConversation,
  restoreAllConversations,
  restoreConversations,
  saveFolder,
  searchChats,
  seeConversation,
  setRetention,
} from '../../modules/chat/index.ts';
import { procedure, router } from '../init.ts';

/** How somebody keeps their chats, finds them and shows them to others. */
export const chatShelfRouter = router({
  get: procedure.output(ChatShelf).query(({ ctx }) => readShelf(ctx)),
  /** For the shell of every page. */
  unread: procedure.output(z.object({ unread: z.number() })).query(({ ctx }) => countUnread(ctx)),
  search: procedure
    .input(SearchChatsInput)
    .output(ChatHits)
    .query(({ ctx, input }) => searchChats(ctx, input)),
  rename: procedure
    .input(RenameConversationInput)
    .output(Conversation)
    .mutation(({ ctx, input }) => renameConversation(ctx, input)),
  /** For the reader alone. */
  arrange: procedure
    .input(ArrangeConversationsInput)
    .output(z.object({ arranged: z.number() }))
    .mutation(({ ctx, input }) => arrangeConversations(ctx, input)),
  see: procedure
    .input(z.object({ id: Id }))
    .output(z.object({ seen: z.literal(true) }))
    .mutation(({ ctx, input }) => seeConversation(ctx, input)),
  delete: procedure
    .input(ConversationIdsInput)
    .output(z.object({ deleted: z.array(Id) }))
    .mutation(({ ctx, input }) => deleteConversations(ctx, input)),
  /** Takes a deletion back, for a minute. */
  restore: procedure
    .input(ConversationIdsInput)
    .output(z.object({ restored: z.array(Id) }))
    .mutation(({ ctx, input }) => restoreConversations(ctx, input)),
  deleteAll: procedure
    .output(z.object({ deleted: z.number(), since: Instant }))
    .mutation(({ ctx }) => deleteAllConversations(ctx)),
  /** Takes that back, for a minute. */
  restoreAll: procedure
    .input(z.object({ since: Instant }))
    .output(z.object({ restored: z.number() }))
    .mutation(({ ctx, input }) => restoreAllConversations(ctx, input)),
  saveFolder: procedure
    .input(SaveChatFolderInput)
    .output(ChatFolder)
    .mutation(({ ctx, input }) => saveFolder(ctx, input)),
  deleteFolder: procedure
    .input(z.object({ id: Id }))
    .output(z.object({ deleted: z.literal(true) }))
    .mutation(({ ctx, input }) => deleteFolder(ctx, input)),
  links: procedure
    .input(z.object({ conversationId: Id }))
    .output(z.array(ChatLink))
    .query(({ ctx, input }) => listLinks(ctx, input)),
  createLink: procedure
    .input(CreateChatLinkInput)
    .output(z.object({ link: ChatLink, path: z.string() }))
    .mutation(({ ctx, input }) => createLink(ctx, input)),
  endLink: procedure
    .input(z.object({ id: Id }))
    .output(z.object({ ended: z.literal(true) }))
    .mutation(({ ctx, input }) => endLink(ctx, input)),
  /** What a link leads to, for whoever of the lab has it. */
  readLink: procedure
    .input(z.object({ token: LinkToken }))
    .output(SharedChat)
    .query(({ ctx, input }) => readLink(ctx, input)),
  copy: procedure
    .input(
      z.object({
        id: z.uuid(),
        from: z.union([z.object({ conversationId: Id }), z.object({ token: LinkToken })]),
      }),
    )
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => copyChat(ctx, input)),
  setRetention: procedure
    .input(RetentionInput)
    .output(z.object({ days: z.number().nullable() }))
    .mutation(({ ctx, input }) => setRetention(ctx, input)),
});
