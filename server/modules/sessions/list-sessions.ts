import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { Session } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { sessionInclude, toSession } from './internal.ts';

/** Running sessions first, then over ones, newest first. */
export async function listSessions(ctx: ServiceContext, input: { limit: number }): Promise<Session[]> {
  authorize(ctx, 'lab:read');
  const live = { state: { in: [...LIVE_STATES] } };
  const running = await ctx.db.session.findMany({
    where: live,
    include: sessionInclude,
    orderBy: { createdAt: 'desc' },
  });
  const over = await ctx.db.session.findMany({
    where: { NOT: live },
    include: sessionInclude,
    orderBy: { endedAt: 'desc' },
    take: Math.max(0, input.limit - running.length),
  });
  return [...running, ...over].map((it) => toSession(ctx, it));
}
