import type { Judgement } from '@/shared/domain/judgement.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { ServiceContext } from '../../context.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { failSilentSessions } from './reconcile-agent.ts';

/** Ends sessions whose state took too long, and those of machines that are lost for good. Safe beside other portals: the row lock and state machine decide. */
export async function sweepSessions(ctx: ServiceContext, { mayJudge }: Judgement): Promise<void> {
  if (!mayJudge) return;
  const late = await ctx.db.session.findMany({
    where: { deadlineAt: { lte: ctx.now() }, state: { in: [...LIVE_STATES] } },
    select: { id: true },
  });
  for (const { id } of late)
    await applySessionEvent(ctx, { sessionId: id, epoch: null }, { type: 'deadline' });
  await failSilentSessions(ctx);
}
