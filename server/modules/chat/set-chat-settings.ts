import type * as z from 'zod';
import { onlyChanged } from '@/shared/domain/chat-settings.ts';
import type { SetChatSettingsInput } from '@/shared/schemas/chat-settings.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { findWritable } from './internal.ts';

/** What a chat's next questions are asked with; for all who write in it. */
export async function setChatSettings(
  ctx: ServiceContext,
  { id, systemPrompt, settings }: z.output<typeof SetChatSettingsInput>,
): Promise<void> {
  authorize(ctx, 'chat:write');
  await withTransaction(ctx, async (tx, afterCommit) => {
    await findWritable(ctx, tx, id);
    const { revision } = await tx.conversation.update({
      where: { id },
      data: {
        systemPrompt: systemPrompt.trim(),
        settings: onlyChanged(settings),
        revision: { increment: 1 },
      },
      select: { revision: true },
    });
    afterCommit(() => ctx.bus.emit('conversation.changed', { conversationId: id, revision }));
  });
}
