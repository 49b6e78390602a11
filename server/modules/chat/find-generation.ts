import type { GenerationState } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { visibleTo } from './internal.ts';

/** State of an answer that the actor may see, and its chat; asked at each subscription. */
export async function findGeneration(
  ctx: ServiceContext,
  generationId: string,
): Promise<{ state: GenerationState; lastSeq: number; conversationId: string }> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.message.findFirst({
    where: { generationId, conversation: visibleTo(ctx) },
    select: { conversationId: true, generation: { select: { state: true, lastSeq: true } } },
  });
  if (!row?.generation)
    throw new ServiceError('NOT_FOUND', 'There is no such answer, or its chat is not shared with you.');
  return { ...row.generation, conversationId: row.conversationId };
}
