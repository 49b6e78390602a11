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
    select: { rank: true },
  });
  if (!own) throw new ServiceError('CONFLICT', 'That rank is not this machine’s, or its session is over.');
  if (report.proof) return recordProof(ctx, report, report.proof);
  const rank = { rank: report.rank, data: factsOf(report) };
  await applySessionEvent(ctx, report, await toEvent(ctx, report), { rank });
  if (report.cause === 'peer_lost') await explainPeerLoss(ctx, { sessionId: report.sessionId });
}

async function toEvent(ctx: ServiceContext, report: RankReport): Promise<SessionEvent> {
  const { rank } = report;
  if (report.state === 'checked')
    return { type: 'rank_reached', rank, state: 'checked', refusal: await linkRefusal(ctx, report) };
  if (report.state !== 'exited') return { type: 'rank_reached', rank, state: report.state };
  return {
    type: 'rank_exited',
    rank: report.rank,
    cause: report.cause ?? 'crashed',
    message: report.message ?? null,
  };
}

/** Why the session can't use its links, with the names of their machines. */
async function linkRefusal(
  ctx: ServiceContext,
  { sessionId, rank, pairs = [] }: RankReport,
): Promise<string | null> {
  const ranks = await ctx.db.sessionRank.findMany({
    where: { sessionId },
    select: { rank: true, machine: { select: { name: true } } },
  });
  const nameOf = (at: number) => ranks.find((it) => it.rank === at)?.machine.name ?? `rank ${at}`;
  return whyNoLink({ rank, machineName: nameOf(rank) }, pairs, nameOf);
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
