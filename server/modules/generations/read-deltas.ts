import { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';

/** The log after `afterSeq`, in order, at most `limit` steps; for callers that have asked for the right. */
export async function readDeltasSince(
  ctx: ServiceContext,
  input: { generationId: string; afterSeq: number; limit: number },
): Promise<GenerationDelta[]> {
  const rows = await ctx.db.generationDelta.findMany({
    where: { generationId: input.generationId, seq: { gt: input.afterSeq } },
    orderBy: { seq: 'asc' },
    take: input.limit,
  });
  return rows.map((it) => GenerationDelta.parse(it));
}
