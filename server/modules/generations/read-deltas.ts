import { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';

/** The log of a generation after a seq, as SQL: one JSON array of steps in order, at most `limit`. */
export const logAfter = (generationId: string, afterSeq: string, limit: string): string => `(
  SELECT coalesce(json_agg(step), '[]') FROM (
    SELECT d.seq, d.kind, d.text, d."completionTokens", d.at FROM "GenerationDelta" d
    WHERE d."generationId" = ${generationId} AND d.seq > ${afterSeq} ORDER BY d.seq LIMIT ${limit}
  ) step
)`;

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
