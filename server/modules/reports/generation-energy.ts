import { concurrentSlices, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { sum } from './energy-sum.ts';
import { ranksWithHost, readSessionEnergy } from './read-session-energy.ts';

/**
 * Joules of all the session's machines while an answer ran in `[from, to)`, waiting ranks included. While several
 * answers ran at once each has an equal share, so answers never add up to more than their session. `null` unless
 * every machine was measured.
 */
export async function generationEnergy(
  ctx: ServiceContext,
  { sessionId, from, to }: { sessionId: string } & Span,
): Promise<number | null> {
  if (from >= to) return null;
  const session = await ctx.db.session.findUnique({
    where: { id: sessionId },
    include: { ranks: ranksWithHost },
  });
  if (!session) return null;
  const rows = await ctx.db.generation.findMany({
    where: { sessionId, startedAt: { lt: to }, OR: [{ endedAt: null }, { endedAt: { gt: from } }] },
    select: { startedAt: true, endedAt: true },
  });
  const running = rows.flatMap((it) => (it.startedAt ? [{ from: it.startedAt, to: it.endedAt ?? to }] : []));
  const slices = concurrentSlices({ from, to }, running);
  const readEnergy = await readSessionEnergy(ctx, session.ranks, [from, ...slices.map((it) => it.to)]);
  if (!readEnergy({ from, to }).isComplete) return null;
  return sum(slices.map((slice) => (readEnergy(slice).joules ?? 0) / slice.running));
}
