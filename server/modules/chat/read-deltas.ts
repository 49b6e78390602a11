import type { GenerationDelta, GenerationState } from '@/shared/schemas/chat.ts';
import { GenerationDelta as GenerationDeltaSchema } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { visibleTo } from './internal.ts';

/** State of an answer that the actor may see; asked at each subscription. */
export async function findGeneration(
  ctx: ServiceContext,
  generationId: string,
): Promise<{ state: GenerationState; lastSeq: number }> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.generation.findFirst({
    where: { id: generationId, conversation: visibleTo(ctx) },
    select: { state: true, lastSeq: true },
  });
  if (!row)
    throw new ServiceError('NOT_FOUND', 'There is no such answer, or its chat is not shared with you.');
  return row;
}

/** The log after `afterSeq`, in order, at most `limit` steps. */
export async function readDeltasSince(
  ctx: ServiceContext,
  input: { generationId: string; afterSeq: number; limit: number },
): Promise<GenerationDelta[]> {
  const rows = await ctx.db.generationDelta.findMany({
    where: { generationId: input.generationId, seq: { gt: input.afterSeq } },
    orderBy: { seq: 'asc' },
    take: input.limit,
  });
  return rows.map((it) => GenerationDeltaSchema.parse(it));
}
