import type * as z from 'zod';
import type { ListEarlierInput, MessagePage } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { findVisible } from './internal.ts';
import { readMessages } from './read-messages.ts';

/** What leads to a message of a chat, oldest first. */
export async function listEarlierMessages(
  ctx: ServiceContext,
  { conversationId, before, limit }: z.output<typeof ListEarlierInput>,
): Promise<z.output<typeof MessagePage>> {
  authorize(ctx, 'lab:read');
  return withTransaction(ctx, async (tx) => {
    await findVisible(ctx, tx, conversationId);
    return readMessages(tx, { conversationId, from: { before: before.id }, limit });
  });
}
