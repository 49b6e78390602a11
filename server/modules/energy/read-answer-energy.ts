import { shareSlices } from '@/shared/domain/energy-sharing.ts';
import type { Meters } from '@/shared/domain/meters.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { joinWindows, sum } from './energy-sum.ts';
import type { MeterPart } from './read-energy.ts';
import { readSessionEnergy } from './read-session-energy.ts';

export type AnswerAsk = { id: string; sessionId: string; machineIds: readonly string[]; span: Span };

/**
 * Joules of all the session's machines while each answer ran, waiting ranks included; in the order of the asks.
 * While several answers ran at once each has an equal share, so answers never add up to more than their session.
 * `null` unless every machine was measured.
 */
export async function readAnswerEnergy(
  ctx: ServiceContext,
  meters: Meters,
  answers: readonly AnswerAsk[],
): Promise<(number | null)[]> {
  const beside = await readAnswersBeside(ctx, answers);
  const slices = answers.map((answer) =>
    shareSlices(
      { ...answer.span, weight: 1 },
      (beside.get(answer.sessionId) ?? []).filter((it) => it.id !== answer.id),
    ),
  );
  const asks = answers.flatMap(({ sessionId, machineIds }, index) =>
    (slices[index] ?? []).map((span) => ({ sessionId, machineIds, span })),
  );
  const parts = await readSessionEnergy(ctx, meters, asks);
  let first = 0;
  return slices.map((own) => {
    const mine = parts.slice(first, (first += own.length));
    return addShares(
      own.map((it) => it.share),
      mine,
    );
  });
}

/** Each slice's meters come in the same order. */
function addShares(shares: readonly number[], slices: readonly MeterPart[][]): number | null {
  const meters = (slices[0] ?? []).map((_, meter) =>
    joinWindows(
      slices.flatMap((parts, index) => {
        const part = parts[meter];
        if (!part) return [];
        return [{ ...part, joules: part.joules === null ? null : part.joules * (shares[index] ?? 0) }];
      }),
    ),
  );
  const joules = meters.flatMap((it) => it.joules ?? []);
  return meters.length > 0 && joules.length === meters.length ? sum(joules) : null;
}

type Beside = Span & { id: string; sessionId: string; weight: number };

/** Every answer of these sessions that ran while these did; what still runs is in the small index of the open ones. */
async function readAnswersBeside(
  ctx: ServiceContext,
  answers: readonly AnswerAsk[],
): Promise<Map<string, Beside[]>> {
  if (answers.length === 0) return new Map();
  const sessionIds = [...new Set(answers.map((it) => it.sessionId))];
  const from = new Date(Math.min(...answers.map((it) => it.span.from.getTime())));
  const to = new Date(Math.max(...answers.map((it) => it.span.to.getTime())));
  const rows = await ctx.db.$queryRaw<Beside[]>`
    SELECT id, "sessionId", "startedAt" AS "from", "endedAt" AS "to", 1 AS weight FROM "Generation"
    WHERE "endedAt" > ${from} AND "startedAt" < ${to} AND "sessionId" = ANY(${sessionIds})
    UNION ALL
    SELECT id, "sessionId", "startedAt", ${to}::timestamptz, 1 FROM "Generation"
    WHERE state IN ('dispatched', 'running') AND "endedAt" IS NULL AND "startedAt" < ${to}
      AND "sessionId" = ANY(${sessionIds})`;
  return Map.groupBy(rows, (it) => it.sessionId);
}
