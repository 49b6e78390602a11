import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { SessionEvent } from '@/shared/domain/session-machine.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { explainPeerLoss } from './reconcile-agent.ts';

type RankReport = z.output<(typeof agentEvents)['rank:state']['payload']>;

/** What an agent says of its own rank. A report for another machine's rank or an older epoch is refused. */
export async function recordRankState(
  ctx: ServiceContext,
  machineId: string,
  report: RankReport,
): Promise<void> {
  const own = await ctx.db.sessionRank.findFirst({
    where: { sessionId: report.sessionId, rank: report.rank, machineId, session: { epoch: report.epoch } },
    select: { rank: true },
  });
  if (!own) throw new ServiceError('CONFLICT', 'That rank is not this machine’s, or its session is over.');
  await applySessionEvent(ctx, report, toEvent(report), {
    rank: { rank: report.rank, data: factsOf(report) },
  });
  if (report.cause === 'peer_lost') await explainPeerLoss(ctx, { sessionId: report.sessionId });
}

function toEvent(report: RankReport): SessionEvent {
  if (report.state !== 'exited') return { type: 'rank_reached', rank: report.rank, state: report.state };
  return {
    type: 'rank_exited',
    rank: report.rank,
    cause: report.cause ?? 'crashed',
    message: report.message ?? null,
  };
}

function factsOf(report: RankReport): Record<string, unknown> {
  return {
    ...(report.listen && { listen: report.listen }),
    ...(report.loadedLayers !== undefined && { loadedLayers: report.loadedLayers }),
    ...(report.totalLayers !== undefined && { totalLayers: report.totalLayers }),
    ...(report.memoryBytes !== undefined && { memoryBytes: BigInt(report.memoryBytes) }),
    ...(report.exitCode !== undefined && { exitCode: report.exitCode }),
    ...(report.signal !== undefined && { exitSignal: report.signal }),
    ...(report.cause !== undefined && { exitCause: report.cause }),
    ...(report.message !== undefined && { message: report.message }),
  };
}
