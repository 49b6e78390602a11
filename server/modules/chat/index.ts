export { followAnswers } from './follow-answers.ts';
export { getConversation } from './get-conversation.ts';
export { listConversations } from './list-conversations.ts';
export { listEarlierMessages } from './list-earlier-messages.ts';
export { postMessage } from './post-message.ts';
export { shareConversation } from './share-conversation.ts';
export { startConversation } from './start-conversation.ts';
export { stopGeneration } from './stop-generation.ts';
export { type SeenAnswer, watchAnswer } from './watch-answer.ts';
