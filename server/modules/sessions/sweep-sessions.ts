import type { Judgement } from '@/shared/domain/judgement.ts';
import type { ServiceContext } from '../../context.ts';
import { applySessionEvent } from './apply-session-event.ts';

/** Ends sessions whose state took too long. Safe beside other portals: the row lock and state machine decide. */
export async function sweepSessions(ctx: ServiceContext, { mayJudge }: Judgement): Promise<void> {
  if (!mayJudge) return;
  const late = await ctx.db.session.findMany({
    where: { deadlineAt: { lte: ctx.now() }, state: { notIn: ['ended', 'failed', 'ready'] } },
    select: { id: true },
  });
  for (const { id } of late)
    await applySessionEvent(ctx, { sessionId: id, epoch: null }, { type: 'deadline' });
}
