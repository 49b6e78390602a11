import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

const AT_ONCE = 2000;

/**
 * A session's whole log as text, rank by rank: `2026-11-27T02:10:11.123Z rank 0 stderr  …`, times in UTC. Throws
 * NOT_FOUND for a session that is not there.
 */
export async function* streamLog(
  ctx: ServiceContext,
  { sessionId, rank }: { sessionId: string; rank?: number | undefined },
): AsyncGenerator<string> {
  authorize(ctx, 'session:read-log');
  const session = await ctx.db.session.findUnique({
    where: { id: sessionId },
    include: { ranks: { orderBy: { rank: 'asc' }, include: { machine: true } } },
  });
  if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session any more.');
  const ranks = session.ranks.filter((it) => rank === undefined || it.rank === rank);
  yield `# ${session.modelTitle}, session ${session.id}, times in UTC\n`;
  for (const it of ranks) {
    yield `# rank ${it.rank} on ${it.machine.name}\n`;
    for (let seq = 0; ;) {
      const lines = await ctx.db.rankLogLine.findMany({
        where: { sessionId, rank: it.rank, seq: { gt: seq } },
        orderBy: { seq: 'asc' },
        take: AT_ONCE,
      });
      for (const { at, stream, text } of lines)
        yield `${at.toISOString()} rank ${it.rank} ${stream.padEnd(6)} ${text}\n`;
      if (lines.length < AT_ONCE) break;
      seq = lines.at(-1)!.seq;
    }
  }
}
