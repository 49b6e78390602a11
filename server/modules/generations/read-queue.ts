import { expectedWaits } from '@/shared/domain/queue-wait.ts';
import type { SessionQueue } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
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
  const [open, recent] = await Promise.all([
    ctx.db.generation.findMany({
      where: { sessionId, state: { in: ['queued', 'dispatched', 'running'] } },
      select: { id: true, state: true, dispatchedAt: true, session: { select: { backend: true } } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: MOST_WAITING,
    }),
    ctx.db.generation.findMany({
      where: { sessionId, startedAt: { not: null }, state: { in: ['completed', 'length', 'stopped'] } },
      select: { startedAt: true, endedAt: true },
      orderBy: { endedAt: 'desc' },
      take: RECENT,
    }),
  ]);
  const waiting = open.filter((it) => it.state === 'queued');
  const nowMs = ctx.now().getTime();
  const running = open.filter((it) => it.state !== 'queued');
  const waits = expectedWaits({
    slots: slotsOf(open[0]?.session.backend ?? ''),
    runningMs: running.map((it) => nowMs - (it.dispatchedAt?.getTime() ?? nowMs)),
    recentMs: recent.map((it) => it.endedAt!.getTime() - it.startedAt!.getTime()),
    waiting: waiting.length,
  });
  return {
    running: running.length,
    waiting: waiting.map((it, at) => ({ generationId: it.id, waitMs: waits[at]! })),
    nextWaitMs: waits.at(-1)!,
    basisAnswers: recent.length,
  };
}
