import type { AlertKind } from '@/shared/domain/alert-kinds.ts';
import type { Judgement } from '@/shared/domain/judgement.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { lookAtBookings, lookAtBudgets } from './look-bookings.ts';
import { lookAtMachines, lookAtSessions } from './look-machines.ts';
import type { Look } from './looks.ts';
import { readSeen } from './read-seen.ts';
import { claimRound, readStanding, type Standing } from './read-standing.ts';
import { judgeLooks } from './judge-looks.ts';
import { tellAlerts } from './tell-alerts.ts';
import { writeRound } from './write-round.ts';

/** How often the rules are held against what is seen. */
export const ROUND_MS = 15_000;
/** After a longer time nobody can say that it was so throughout. */
const GAP_MS = 4 * ROUND_MS;
/** What hardly changes and costs more. */
export const BUDGETS_EACH_MS = 300_000;

type Asked = Judgement & {
  /** Look at budgets too, this time. */
  withBudgets?: boolean;
};

/**
 * One round of all rules over all they look at, by one portal at a time, from rows alone: a few statements whatever the
 * number of machines. A portal that was itself away holds nothing against anybody.
 */
export async function evaluateAlerts(
  ctx: ServiceContext,
  { mayJudge, withBudgets = false }: Asked,
): Promise<{ fired: number; cleared: number } | null> {
  if (!mayJudge) return null;
  // Before the round is taken: they go through all bookings of projects, and nobody is to wait for that.
  const budgets = withBudgets ? await lookAtBudgets(ctx) : [];
  return withTransaction(ctx, async (tx, afterCommit) => {
    const now = ctx.now();
    const lastAt = await claimRound(tx, now, ROUND_MS / 2);
    if (!lastAt) return null;
    const standing = await readStanding(ctx, tx);
    const kinds = new Set(standing.rules.map((it) => it.kind));
    if (!withBudgets) kinds.delete('budget_near');
    const looks = [...(await lookAround(ctx, tx, standing, kinds)), ...budgets];
    const hasGap = now.getTime() - lastAt.getTime() > GAP_MS;
    const judged = judgeLooks({ standing, looks, kinds, now, hasGap });
    await writeRound(tx, judged, now);
    await tellAlerts(ctx, tx, afterCommit, { standing, ...judged });
    if (judged.fired.length + judged.cleared.length > 0)
      afterCommit(() => ctx.bus.emit('alert.changed', { fired: judged.fired.length }));
    return { fired: judged.fired.length, cleared: judged.cleared.length };
  });
}

async function lookAround(
  ctx: ServiceContext,
  tx: Parameters<typeof readSeen>[1],
  { timeZone }: Standing,
  kinds: ReadonlySet<AlertKind>,
): Promise<Look[]> {
  if (kinds.size === 0) return [];
  const now = ctx.now();
  const { machines, sessions } = await readSeen(ctx, tx);
  return [
    ...lookAtMachines(machines, now),
    ...lookAtSessions(sessions, now),
    ...(kinds.has('booking_idle') ? await lookAtBookings(ctx, timeZone) : []),
  ];
}
