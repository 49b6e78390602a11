import { expectedWaits } from '@/shared/domain/queue-wait.ts';
import type { SessionQueue } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { OPEN_STATES } from './internal.ts';
import { slotsOf } from './slots.ts';

/** Of how many of a session's last answers the usual time is told. */
const RECENT = 20;
const MOST_WAITING = 500;

/** Who waits for a session, in order, and for how long they will; who they are is not told. */
export async function readQueue(
  ctx: ServiceContext,
  { sessionId }: { sessionId: string },
): Promise<SessionQueue> {
  authorize(ctx, 'lab:read');
  const open = await ctx.db.generation.findMany({
    where: { sessionId, state: { in: [...OPEN_STATES] } },
    select: { id: true, state: true, dispatchedAt: true, session: { select: { backend: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MOST_WAITING,
  });
  const waiting = open.filter((it) => it.state === 'queued');
  // Asked again at each question and each end, by every page of the session: mostly nobody waits.
  if (waiting.length === 0) return { waiting: [] };
  const recent = await ctx.db.generation.findMany({
    where: { sessionId, startedAt: { not: null }, state: { in: ['completed', 'length', 'stopped'] } },
    select: { startedAt: true, endedAt: true },
    orderBy: { endedAt: 'desc' },
    take: RECENT,
  });
  const nowMs = ctx.now().getTime();
  const running = open.filter((it) => it.state !== 'queued');
  const waits = expectedWaits({
    slots: slotsOf(open[0]!.session.backend),
    runningMs: running.map((it) => nowMs - (it.dispatchedAt?.getTime() ?? nowMs)),
    recentMs: recent.map((it) => it.endedAt!.getTime() - it.startedAt!.getTime()),
    waiting: waiting.length,
  });
  return { waiting: waiting.map((it, at) => ({ generationId: it.id, waitMs: waits[at]! })) };
}
