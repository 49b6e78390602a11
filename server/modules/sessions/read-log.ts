import type * as z from 'zod';
import { type LogLine, LogLine as LogLineSchema, type ReadLogInput } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** Lines after `afterSeq` of each rank, oldest first; with 0 the newest ones. */
export async function readLog(ctx: ServiceContext, input: z.output<typeof ReadLogInput>): Promise<LogLine[]> {
  authorize(ctx, 'session:read-log');
  const isNewest = input.afterSeq === 0;
  const rows = await ctx.db.rankLogLine.findMany({
    where: {
      sessionId: input.sessionId,
      seq: { gt: input.afterSeq },
      ...(input.rank !== undefined && { rank: input.rank }),
    },
    orderBy: isNewest ? [{ at: 'desc' }, { seq: 'desc' }] : [{ at: 'asc' }, { seq: 'asc' }],
    take: input.limit,
  });
  if (isNewest) rows.reverse();
  return rows.map((it) => LogLineSchema.parse(it));
}
