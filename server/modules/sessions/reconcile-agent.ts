import { HELD_STATES, RUNNING_STATES } from '@/shared/domain/session-states.ts';
import type { DesiredSession, RunningRank } from '@/shared/protocol/agent.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { endOf, sessionInclude } from './internal.ts';
import { runEffects, sendPrepare } from './run-effects.ts';

type DesiredRow = {
  sessionId: string;
  epoch: number;
  rank: number;
  endsAt: Date;
  endedAt: Date | null;
  warmUntil: Date | null;
  fromId: string | null;
  fromEpoch: number | null;
};

/** Sessions this machine should hold now; the agent stops whatever is not named. */
export async function listDesired(ctx: ServiceContext, machineId: string): Promise<DesiredSession[]> {
  // Asked with each heartbeat: by the index of ranks that have not ended, however many a machine has had.
  const rows = await hotClient(ctx.db).query<DesiredRow>(DESIRED, [machineId, HELD_STATES]);
  return rows.map(({ sessionId, epoch, rank, warmUntil, fromId, fromEpoch, ...booking }) => ({
    sessionId,
    epoch,
    rank,
    leaseMs: ctx.timings.leaseMs,
    endsAt: warmUntil ?? endOf(booking),
    ...(fromId !== null && { takesOver: { sessionId: fromId, epoch: fromEpoch! } }),
  }));
}

const DESIRED: Statement = {
  name: 'sessions.desired',
  text: `
    SELECT r."sessionId", s.epoch, r.rank, b."endsAt", b."endedAt", s."warmUntil", f.id AS "fromId", f.epoch AS "fromEpoch"
    FROM "SessionRank" r
    JOIN "Session" s ON s.id = r."sessionId" AND s.state::text = ANY($2)
    JOIN "Booking" b ON b.id = s."bookingId"
    LEFT JOIN "Session" f ON f.id = s."takesOverId" AND r.state = 'waiting'
    WHERE r."machineId" = $1 AND r.state <> 'exited'`,
};

/**
 * After an agent's hello: rows and processes are made to agree. A rank that the rows hold and the machine does
 * not is gone; one that got further while the portal was away is brought up to date; commands that may have been
 * lost are sent again (agents take them as no-ops).
 */
export async function reconcileAgent(
  ctx: ServiceContext,
  machineId: string,
  hello: { isNewBoot: boolean; running: RunningRank[] },
): Promise<void> {
  const sessions = await ctx.db.session.findMany({
    where: { ranks: { some: { machineId, state: { not: 'exited' } } } },
    include: sessionInclude,
  });
  for (const session of sessions) {
    const mine = session.ranks.find((it) => it.machineId === machineId)!;
    const running = hello.running.find((it) => it.sessionId === session.id && it.epoch === session.epoch);
    const fence = { sessionId: session.id, epoch: session.epoch };
    const isLive = (RUNNING_STATES as readonly string[]).includes(session.state);
    // The answer to its hello lets it take over what it still holds.
    if (!running && isLive && hello.running.some((it) => isSame(it, session.takesOver))) continue;
    if (!running && mine.state === 'waiting' && isLive && !hello.isNewBoot && !session.takesOver)
      sendPrepare(ctx, session, applySessionEvent);
    else if (!running) {
      const reason = hello.isNewBoot ? 'agent_restarted' : 'portal_lost';
      await applySessionEvent(ctx, fence, { type: 'agent_gone', rank: mine.rank, reason });
    } else if (running.state !== 'exited') {
      await applySessionEvent(ctx, fence, { type: 'rank_reached', rank: mine.rank, state: running.state });
      await resendPending(ctx, session.id);
    }
  }
}

const isSame = (it: RunningRank, of: { id: string; epoch: number } | null): boolean =>
  it.sessionId === of?.id && it.epoch === of.epoch;

async function resendPending(ctx: ServiceContext, sessionId: string): Promise<void> {
  const session = await ctx.db.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: sessionInclude,
  });
  const all = (...states: string[]): boolean => session.ranks.every((it) => states.includes(it.state));
  if (session.state === 'checking' && all('prepared', 'checked'))
    await runEffects(ctx, sessionId, ['check'], applySessionEvent);
  if (session.state === 'preparing' && all('prepared', 'checked'))
    await runEffects(ctx, sessionId, ['launch'], applySessionEvent);
  if (session.state === 'connecting' && all('imported'))
    await runEffects(ctx, sessionId, ['go'], applySessionEvent);
  if (session.state === 'warming_up') await runEffects(ctx, sessionId, ['warm_up'], applySessionEvent);
  if (session.state === 'proving') await runEffects(ctx, sessionId, ['prove'], applySessionEvent);
}

/**
 * Ranks of agents that are lost are gone once the lease they were given last has run out and they have been ended: an
 * agent without a word from the portal ends them itself by then. Before, a lost agent may come back and go on, so
 * nothing is failed. Looked at again and again, so that a portal which ended between the one and the other forgets none.
 */
export async function failSilentSessions(ctx: ServiceContext): Promise<void> {
  const { leaseMs, rankEndMs } = ctx.timings;
  const silentSince = new Date(ctx.now().getTime() - leaseMs - rankEndMs);
  const ranks = await ctx.db.$queryRaw<{ sessionId: string; rank: number }[]>`
    SELECT r."sessionId", r.rank FROM "SessionRank" r
    JOIN "Agent" a ON a."machineId" = r."machineId"
    WHERE r.state <> 'exited' AND a.state = 'lost'
      AND (a."lastSeenAt" IS NULL OR a."lastSeenAt" <= ${silentSince})`;
  await loseRanks(ctx, ranks);
}

/** A revoked agent takes its ranks with it. */
export async function failSessionsOfMachine(ctx: ServiceContext, machineId: string): Promise<void> {
  const ranks = await ctx.db.sessionRank.findMany({
    where: { machineId, state: { not: 'exited' } },
    select: { sessionId: true, rank: true },
  });
  await loseRanks(ctx, ranks);
}

async function loseRanks(
  ctx: ServiceContext,
  ranks: readonly { sessionId: string; rank: number }[],
): Promise<void> {
  for (const { sessionId, rank } of ranks) {
    await applySessionEvent(
      ctx,
      { sessionId, epoch: null },
      { type: 'agent_gone', rank, reason: 'agent_lost' },
    );
  }
}

/**
 * When a rank lost its peer, the cause is often the other machine's agent being gone. Said as soon as both are
 * known, whichever comes first: called after a peer loss and after an agent's disconnect.
 */
export async function explainPeerLoss(
  ctx: ServiceContext,
  where: { sessionId?: string; machineId?: string },
): Promise<void> {
  const ranks = await ctx.db.sessionRank.findMany({
    where: { ...where, state: { not: 'exited' }, session: { state: 'failed', endReason: 'peer_lost' } },
    select: { sessionId: true, rank: true, machineId: true },
  });
  const connected = await ctx.agents.connectedMachines(ranks.map((it) => it.machineId));
  await loseRanks(
    ctx,
    ranks.filter(({ machineId }) => !connected.has(machineId)),
  );
}
