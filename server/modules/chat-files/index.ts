export { attachChatFile } from './attach-chat-file.ts';
