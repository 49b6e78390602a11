import type { Prisma } from '@/prisma/generated/client.ts';
import type { Message, MessageCursor } from '@/shared/schemas/chat.ts';
import type { Transaction } from '../../db.ts';
import { readAnswers } from '../generations/index.ts';
import { messageInclude, toMessage } from './internal.ts';

export type MessageWindow = { messages: Message[]; earlier: MessageCursor | null };
type Wanted = { conversationId: string; before?: MessageCursor | null | undefined; limit: number };

/**
 * The newest messages of a chat, or those before a place in it, oldest first; `earlier` is where to go on, null at
 * the chat's beginning. A question and its answer are of one moment: the question stands first.
 */
export async function readMessages(
  tx: Transaction,
  { conversationId, before, limit }: Wanted,
): Promise<MessageWindow> {
  const found = await tx.message.findMany({
    where: { conversationId, ...(before && isBefore(before)) },
    include: messageInclude,
    orderBy: [{ createdAt: 'desc' }, { role: 'asc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const rows = found.slice(0, limit).toReversed();
  const answerOf = await readAnswers(
    tx,
    rows.flatMap((it) => it.generation ?? []),
  );
  const messages = rows.map((it) => toMessage(it, answerOf));
  const first = messages[0];
  const goesOn = found.length > limit && first;
  return { messages, earlier: goesOn ? { at: first.createdAt, role: first.role, id: first.id } : null };
}

const isBefore = ({ at, role, id }: MessageCursor): Prisma.MessageWhereInput => ({
  createdAt: { lte: at },
  OR: [{ createdAt: { lt: at } }, { role: { gt: role } }, { role, id: { lt: id } }],
});
