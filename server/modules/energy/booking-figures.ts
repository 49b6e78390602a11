import { coverage } from '@/shared/domain/energy-figures.ts';
import type { ServiceContext } from '../../context.ts';
import { addEnergy, type Energy } from './energy-sum.ts';
import { readMeters } from './read-meters.ts';
import { readSessionEnergy } from './read-session-energy.ts';

export type BookingFigures = {
  completionTokens: number;
  requests: number;
  people: number;
  energyJoules: number | null;
  coverage: number | null;
  powerSources: string[];
};

/**
 * What the sessions on a booking used together, the frozen rows of those that have one: tokens, requests, people each
 * counted once, energy. For other verbs, which have asked for the right.
 */
export async function bookingFigures(ctx: ServiceContext, bookingId: string): Promise<BookingFigures> {
  const sessions = await ctx.db.session.findMany({
    where: { bookingId },
    select: {
      id: true,
      createdAt: true,
      endedAt: true,
      ranks: { select: { machineId: true }, orderBy: { rank: 'asc' } },
      energy: true,
    },
  });
  const ids = sessions.map((it) => it.id);
  const open = sessions.filter((it) => !it.energy?.settledAt);
  const asks = open.map(({ id, createdAt, endedAt, ranks }) => ({
    sessionId: id,
    machineIds: ranks.map((it) => it.machineId),
    span: { from: createdAt, to: endedAt ?? ctx.now() },
  }));
  const [[tokens], measured] = await Promise.all([
    ctx.db.$queryRaw<Pick<BookingFigures, 'completionTokens' | 'requests' | 'people'>[]>`
      SELECT coalesce(sum("completionTokens"), 0)::float8 AS "completionTokens",
        count(*)::int AS requests, count(DISTINCT "requestedById")::int AS people
      FROM "Generation" WHERE "sessionId" = ANY(${ids})`,
    asks.length === 0 ? [] : readSessionEnergy(ctx, await readMeters(ctx), asks),
  ]);
  const settled = sessions.flatMap(({ energy }): Energy[] =>
    energy?.settledAt
      ? [
          {
            joules: energy.energyJoules,
            coveredMs: energy.coveredMs,
            windowMs: energy.windowMs,
            sources: energy.powerSources as Energy['sources'],
            isComplete: energy.energyJoules !== null,
          },
        ]
      : [],
  );
  const all = addEnergy([...settled, ...measured.map((it) => addEnergy(it))]);
  return {
    completionTokens: tokens?.completionTokens ?? 0,
    requests: tokens?.requests ?? 0,
    people: tokens?.people ?? 0,
    energyJoules: all.joules,
    coverage: coverage(all.coveredMs, all.windowMs),
    powerSources: all.sources,
  };
}
