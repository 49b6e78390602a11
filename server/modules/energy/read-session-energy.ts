import { shareSlices, type Sharer } from '@/shared/domain/energy-sharing.ts';
import { type Meter, type MeterReader, type Meters, metersFor } from '@/shared/domain/meters.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type MeterPart, readMeterParts } from './read-energy.ts';

export type SessionAsk = { sessionId: string; machineIds: readonly string[]; span: Span };

/**
 * What sessions have of their machines' meters over spans within them, an ask a list, a meter an entry. Where
 * another session runs behind the same meter at the same time (two agents on one host, two machines on one plug),
 * each has a part by its number of machines there, so that sessions never add up to more than was measured.
 */
export async function readSessionEnergy(
  ctx: ServiceContext,
  meters: Meters,
  asks: readonly SessionAsk[],
): Promise<MeterPart[][]> {
  const runs = await readRuns(ctx, meters, asks);
  return readMeterParts(ctx, meters, asks, ({ sessionId, machineIds, span }, reader) => {
    if (reader.covers.length === 1) return [{ ...span, share: 1 }];
    const weight = reader.covers.filter((id) => machineIds.includes(id)).length;
    return shareSlices({ ...span, weight }, runsBeside(runs, reader, sessionId));
  });
}

type Run = Span & { sessionId: string; machineId: string };

/** Sessions behind shared meters, while the asks last. */
async function readRuns(
  ctx: ServiceContext,
  meters: Meters,
  asks: readonly SessionAsk[],
): Promise<Map<string, Run[]>> {
  const isShared = (meter: Meter): boolean => meter.machineIds.length > 1;
  const sharing = asks.filter((it) => metersFor(meters, it.machineIds).some(isShared));
  if (sharing.length === 0) return new Map();
  const machineIds = metersFor(
    meters,
    sharing.flatMap((it) => it.machineIds),
  )
    .filter(isShared)
    .flatMap((it) => it.machineIds);
  const from = new Date(Math.min(...sharing.map((it) => it.span.from.getTime())));
  const to = new Date(Math.max(...sharing.map((it) => it.span.to.getTime())));
  const runs = await ctx.db.$queryRaw<Run[]>`
    SELECT s.id AS "sessionId", r."machineId", s."createdAt" AS "from", coalesce(s."endedAt", ${to}::timestamptz) AS "to"
    FROM "SessionRank" r JOIN "Session" s ON s.id = r."sessionId"
    WHERE r."machineId" = ANY(${[...new Set(machineIds)]}) AND s."createdAt" < ${to}
      AND (s."endedAt" IS NULL OR s."endedAt" > ${from})`;
  return Map.groupBy(runs, (it) => it.machineId);
}

const runsBeside = (runs: ReadonlyMap<string, Run[]>, { covers }: MeterReader, sessionId: string): Sharer[] =>
  covers
    .flatMap((id) => runs.get(id) ?? [])
    .filter((it) => it.sessionId !== sessionId)
    .map(({ from, to }) => ({ from, to, weight: 1 }));
