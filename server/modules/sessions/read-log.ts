import type * as z from 'zod';
import { type LogLine, LogLine as LogLineSchema, type ReadLogInput } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** Lines after `afterSeq` of each rank, oldest first; from the start only the newest 200. */
export async function readLog(ctx: ServiceContext, input: z.output<typeof ReadLogInput>): Promise<LogLine[]> {
  authorize(ctx, 'session:read-log');
  const rows = await ctx.db.rankLogLine.findMany({
    where: {
      sessionId: input.sessionId,
      seq: { gt: input.afterSeq },
      ...(input.rank !== undefined && { rank: input.rank }),
    },
    orderBy: input.afterSeq === 0 ? [{ at: 'desc' }, { seq: 'desc' }] : [{ at: 'asc' }, { seq: 'asc' }],
    take: input.afterSeq === 0 ? 200 : 1000,
  });
  if (input.afterSeq === 0) rows.reverse();
  return rows.map((it) => LogLineSchema.parse(it));
}
