export { answerAgain } from './answer-again.ts';
export { chooseBranch } from './choose-branch.ts';
export { countUnread } from './count-unread.ts';
export { deleteBranch } from './delete-branch.ts';
export { editMessage } from './edit-message.ts';
export { followAnswers } from './follow-answers.ts';
export { forkConversation } from './fork-conversation.ts';
export { getAnswerFacts } from './get-answer-facts.ts';
export { getConversation } from './get-conversation.ts';
export { listConversations } from './list-conversations.ts';
export { listChatFiles } from './list-chat-files.ts';
export { listEarlierMessages } from './list-earlier-messages.ts';
export { keepChatFile, type ReadFile, refuseUnlessMayAttach } from './keep-chat-file.ts';
export { postMessage } from './post-message.ts';
export { readChatFile } from './read-chat-file.ts';
export { removeChatFile } from './remove-chat-file.ts';
export { setChatSettings } from './set-chat-settings.ts';
export { shareConversation } from './share-conversation.ts';
export { readChatPeople, requireVisibleChat } from './read-chat-people.ts';
export { startConversation } from './start-conversation.ts';
export { stopGeneration } from './stop-generation.ts';
export { type SeenAnswer, watchAnswer } from './watch-answer.ts';
export { titleFrom } from './title-from.ts';
export { arrangeConversations } from './arrange-conversations.ts';
export {
  deleteAllConversations,
  deleteConversations,
  restoreAllConversations,
  restoreConversations,
} from './delete-conversations.ts';
export { deleteFolder, saveFolder } from './folders.ts';
export { purgeChats } from './purge-chats.ts';
export { readShelf } from './read-shelf.ts';
export { renameConversation } from './rename-conversation.ts';
export { applyRetention, keptSince, setRetention } from './retention.ts';
export { searchChats } from './search-chats.ts';
export { seeConversation } from './see-conversation.ts';
export { copyChat } from './copy-chat.ts';
export { exportChat, exportOwnChats } from './export-chats.ts';
export { importChats, previewChatImport } from './import-chats.ts';
export { createLink, endDueLinks, endLink, listLinks, readLink } from './links.ts';
