import { type SessionEvent, transition } from '@/shared/domain/session-machine.ts';
import { isOver } from '@/shared/domain/session-states.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { leaveSessionEnergy } from '../energy/index.ts';
import { openIncident, reviewIncident } from '../incidents/index.ts';
import { sessionInclude, type SessionRow, toView } from './internal.ts';
import { runEffects } from './run-effects.ts';

export type SessionFence = { sessionId: string; epoch: number | null };
type RankUpdate = { rank: number; data: Record<string, unknown> };
type More = {
  /** Further facts about a rank, written even when the state stays. */
  rank?: RankUpdate;
  /** Further facts about the session, written when its state moves. */
  session?: Pick<Prisma.SessionUpdateInput, 'proof' | 'warmUntil'>;
  /** Runs in the same transaction when the state moves, and only then. */
  onMove?(tx: Transaction, from: SessionRow, to: SessionRow): Promise<void>;
};

/**
 * The one way a session's state changes: locks its row, asks the state machine, writes what it says, and runs
 * the effects after the commit. `fence.epoch` is checked in the locking statement; null is for the portal's own
 * events.
 *
 * @returns the session after the event, or null when the fence refused it.
 */
export async function applySessionEvent(
  ctx: ServiceContext,
  fence: SessionFence,
  event: SessionEvent,
  more: More = {},
): Promise<SessionRow | null> {
  return withTransaction(ctx, (tx, afterCommit) => applyWithin(ctx, tx, afterCommit, fence, event, more));
}

/** The same in a transaction of the caller's, which locks its machines before. */
export async function applyWithin(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  fence: SessionFence,
  event: SessionEvent,
  { rank: also, session: more, onMove }: More = {},
): Promise<SessionRow | null> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Session"
      WHERE id = ${fence.sessionId} AND (${fence.epoch}::int IS NULL OR epoch = ${fence.epoch}::int)
      FOR NO KEY UPDATE`;
  if (locked.length === 0) return null;
  // After the wait: of two events the second to come is the later one.
  const now = ctx.now();
  const row = await tx.session.findUniqueOrThrow({
    where: { id: fence.sessionId },
    include: sessionInclude,
  });
  const outcome = transition(toView(row), event, now);

  const ranks = outcome.ok ? outcome.transition.ranks : [];
  for (const it of ranks) {
    const facts = also?.rank === it.rank ? also.data : {};
    await tx.sessionRank.update({
      where: { sessionId_rank: { sessionId: row.id, rank: it.rank } },
      data: { ...facts, state: it.state, changedAt: now },
    });
  }
  if (also && !ranks.some((it) => it.rank === also.rank) && row.ranks.some((it) => it.rank === also.rank)) {
    await tx.sessionRank.update({
      where: { sessionId_rank: { sessionId: row.id, rank: also.rank } },
      data: also.data,
    });
  }
  if (!outcome.ok && !also) return row;

  const to = outcome.ok ? outcome.transition : null;
  const moved = to !== null && to.state !== row.state;
  const updated = await tx.session.update({
    where: { id: row.id },
    data: {
      revision: { increment: 1 },
      ...(moved && more),
      ...(to && { deadlineAt: to.deadlineAt }),
      ...(to?.end && { endReason: to.end.reason, endMessage: to.end.message }),
      ...(moved && { state: to.state, stateSince: now, changes: { create: { state: to.state, at: now } } }),
      ...(moved && to.state === 'ready' && { readyAt: now }),
      // One that was kept warm has ended before.
      ...(moved && row.endedAt === null && (isOver(to.state) || to.state === 'warm') && { endedAt: now }),
      ...(moved && row.state === 'warm' && { warmEndedAt: now, warmEnd: tellWarmEnd(event) }),
    },
    include: sessionInclude,
  });
  if (moved) await onMove?.(tx, row, updated);
  const reportedRank = 'rank' in event ? event.rank : null;
  if (moved && (to.state === 'failed' || to.state === 'withheld'))
    await openIncident(ctx, tx, afterCommit, { sessionId: row.id, from: row.state, reportedRank, at: now });
  else if (row.state === 'failed') await reviewIncident(tx, row.id, to?.end ? reportedRank : null);
  if (moved && row.endedAt === null && updated.endedAt !== null) await leaveSessionEnergy(tx, row.id, now);
  afterCommit(() => {
    ctx.bus.emit('session.changed', { sessionId: updated.id, revision: updated.revision });
    if (moved)
      ctx.logger.info(
        { sessionId: row.id, from: row.state, to: to.state, reason: to.end?.reason },
        'session moved',
      );
    const effects = to?.effects ?? [];
    runEffects(ctx, row.id, effects, applySessionEvent).catch((error: unknown) => {
      ctx.logger.error(
        { sessionId: row.id, effects, err: error },
        'session effects failed; its deadline will end it',
      );
    });
  });
  return updated;
}

/** Why a model is not kept warm any more, as a sentence; null: another session took it over. */
function tellWarmEnd(event: SessionEvent): string | null {
  switch (event.type) {
    case 'handed_over':
      return null;
    case 'end_warm':
      return event.why;
    case 'end':
      return event.reason === 'machine_drained'
        ? `${event.by ?? 'A machine'} was drained.`
        : `It was ended by ${event.by ?? 'hand'}.`;
    default:
      return 'A rank of it ended by itself.';
  }
}
