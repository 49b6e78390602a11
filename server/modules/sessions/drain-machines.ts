import { PRESENT_STATES } from '@/shared/domain/session-states.ts';
import type { ServiceContext } from '../../context.ts';
import { applySessionEvent } from './apply-session-event.ts';

type Draining = { sessionId: string; machineName: string };

/**
 * Ends what runs on machines that are drained, once it answers nobody or the drain's time is up. Looked at again and
 * again: a portal that ends in between forgets none, and of two portals the session's row lock lets one do it.
 */
export async function drainMachines(ctx: ServiceContext): Promise<void> {
  const due = await ctx.db.$queryRaw<Draining[]>`
    SELECT DISTINCT ON (s.id) s.id AS "sessionId", m.name AS "machineName"
    FROM "Machine" m
    JOIN "SessionRank" r ON r."machineId" = m.id
    JOIN "Session" s ON s.id = r."sessionId" AND s.state::text = ANY(${PRESENT_STATES}) AND s.state <> 'ending'
    WHERE m."drainBy" IS NOT NULL AND (m."drainBy" <= ${ctx.now()} OR NOT EXISTS (
      SELECT FROM "Generation" g WHERE g."sessionId" = s.id AND g.state IN ('queued', 'dispatched', 'running')))
    ORDER BY s.id, m.name`;
  for (const { sessionId, machineName } of due)
    await applySessionEvent(
      ctx,
      { sessionId, epoch: null },
      { type: 'end', reason: 'machine_drained', by: machineName },
    );
}
