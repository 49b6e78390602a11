import { expectedWaits } from '@/shared/domain/queue-wait.ts';
import type { SessionQueue } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { waitingInOrder } from './queue-order.ts';
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
  // Asked again at each question and each end, by every page of the session: mostly nobody waits.
  const waiting = await hotClient(ctx.db).query<Waiting>(IN_ORDER, [sessionId]);
  if (waiting.length === 0) return { waiting: [] };
  const [running, recent] = await Promise.all([
    ctx.db.generation.findMany({
      where: { sessionId, state: { in: ['dispatched', 'running'] } },
      select: { dispatchedAt: true },
    }),
    ctx.db.generation.findMany({
      where: { sessionId, startedAt: { not: null }, state: { in: ['completed', 'length', 'stopped'] } },
      select: { startedAt: true, endedAt: true },
      orderBy: { endedAt: 'desc' },
      take: RECENT,
    }),
  ]);
  const nowMs = ctx.now().getTime();
  const waits = expectedWaits({
    slots: slotsOf(waiting[0]!.backend),
    runningMs: running.map((it) => nowMs - it.dispatchedAt!.getTime()),
    recentMs: recent.map((it) => it.endedAt!.getTime() - it.startedAt!.getTime()),
    waiting: waiting.filter((it) => !it.isBatch).length,
  });
  return {
    waiting: waiting.map(({ id, isBatch }, at) => ({
      generationId: id,
      waitMs: isBatch ? null : waits[at]!,
    })),
  };
}

type Waiting = { id: string; isBatch: boolean; backend: string };
const IN_ORDER: Statement = {
  name: 'generations.waiting-in-order',
  text: `
    SELECT line.id, line."isBatch", s.backend FROM (${waitingInOrder('$1')}) line, "Session" s
    WHERE s.id = $1 ORDER BY line.place LIMIT ${MOST_WAITING}`,
};
