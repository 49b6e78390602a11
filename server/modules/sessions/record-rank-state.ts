import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { SessionEvent } from '@/shared/domain/session-machine.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { whyNoLink } from '@/shared/domain/link-trials.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { recordProof } from './record-proof.ts';
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
    select: {
      rank: true,
      session: { select: { ranks: { select: { rank: true, machine: { select: { name: true } } } } } },
    },
  });
  if (!own) throw new ServiceError('CONFLICT', 'That rank is not this machine’s, or its session is over.');
  if (report.proof) return recordProof(ctx, report, report.proof);
  const rank = { rank: report.rank, data: factsOf(report) };
  await applySessionEvent(ctx, report, toEvent(report, own.session.ranks), { rank });
  if (report.cause === 'peer_lost') await explainPeerLoss(ctx, { sessionId: report.sessionId });
}

type Named = { rank: number; machine: { name: string } };

function toEvent(report: RankReport, ranks: readonly Named[]): SessionEvent {
  const nameOf = (rank: number) => ranks.find((it) => it.rank === rank)?.machine.name ?? `rank ${rank}`;
  const { rank } = report;
  if (report.state === 'checked') {
    const refusal = whyNoLink({ rank, machineName: nameOf(rank) }, report.pairs ?? [], nameOf);
    return { type: 'rank_reached', rank, state: 'checked', refusal };
  }
  if (report.state !== 'exited') return { type: 'rank_reached', rank, state: report.state };
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
    ...(report.pairs && { pairs: report.pairs }),
    ...(report.loadedLayers !== undefined && { loadedLayers: report.loadedLayers }),
    ...(report.totalLayers !== undefined && { totalLayers: report.totalLayers }),
    ...(report.memoryBytes !== undefined && { memoryBytes: BigInt(report.memoryBytes) }),
    ...(report.exitCode !== undefined && { exitCode: report.exitCode }),
    ...(report.signal !== undefined && { exitSignal: report.signal }),
    ...(report.cause !== undefined && { exitCause: report.cause }),
    ...(report.message !== undefined && { message: report.message }),
  };
}
