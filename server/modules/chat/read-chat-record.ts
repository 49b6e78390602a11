import { ChatRecord } from '@/shared/schemas/chat-file.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { readAnswers } from '../generations/index.ts';

const MOST_MESSAGES = 20_000;
const include = {
  author: { select: { name: true } },
  from: { select: { conversationId: true } },
  generation: { include: { session: { select: { modelTitle: true, simulated: true } } } },
} as const;

/** A whole chat with all its branches, as it is now; for callers that have asked for the right. */
export async function readChatRecord(tx: Transaction, conversationId: string): Promise<ChatRecord> {
  const chat = await tx.conversation.findUniqueOrThrow({
    where: { id: conversationId },
    include: { owner: { select: { name: true } } },
  });
  const rows = await tx.message.findMany({
    where: { conversationId },
    include,
    orderBy: [{ createdAt: 'asc' }, { role: 'desc' }, { id: 'asc' }],
    take: MOST_MESSAGES + 1,
  });
  if (rows.length > MOST_MESSAGES)
    throw new ServiceError('LIMIT_EXCEEDED', `This chat has more than ${MOST_MESSAGES} messages.`);
  const answerOf = await readAnswers(
    tx,
    rows.flatMap((it) => it.generation ?? []),
  );
  return ChatRecord.parse({
    ...chat,
    owner: chat.owner.name,
    messages: rows.map(({ generation, ...row }) => {
      const answer = generation && answerOf(generation.id);
      return {
        ...row,
        author: row.author?.name ?? null,
        at: row.createdAt,
        text: answer?.text ?? row.text,
        importedModel: row.importedModel ?? row.modelTitle,
        origin: row.role === 'assistant' && !generation ? originOf(row, chat.importedFrom) : null,
        reasoning: answer?.reasoning || null,
        answer: generation && {
          ...generation,
          model: generation.session.modelTitle,
          simulated: generation.session.simulated,
          note: generation.errorMessage,
        },
      };
    }),
  });
}

type Written = {
  conversationId: string;
  importedModel: string | null;
  from: { conversationId: string } | null;
};

function originOf({ from, conversationId, importedModel }: Written, chatFrom: string | null) {
  if (from?.conversationId === conversationId) return 'edited';
  return importedModel !== null && chatFrom !== 'copy' ? 'imported' : 'copied';
}
