import type { Prisma } from '@/prisma/generated/client.ts';
import { ChatFile } from '@/shared/schemas/chat-files.ts';

/** All of a file but its text. */
export const SHOWN_OF_FILE = {
  id: true,
  name: true,
  kind: true,
  encoding: true,
  pages: true,
  characters: true,
  usedCharacters: true,
  tokens: true,
} satisfies Prisma.ChatAttachmentSelect;

export const toChatFile = (
  row: Prisma.ChatAttachmentGetPayload<{ select: typeof SHOWN_OF_FILE }>,
): ChatFile => ChatFile.parse(row);
