import { sumLines } from '@/shared/domain/booking-cost.ts';
import type { BudgetMeasure, BudgetPeriod, BudgetTerms } from '@/shared/domain/budgets.ts';
import { kilowattHours } from '@/shared/domain/energy-figures.ts';
import { monthOf, monthWindow } from '@/shared/domain/month.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import type { Statement, Transaction } from '../../db.ts';
import { CHARGED_FIELDS, chargesOf, linesWithin, readChargeWorld, toChargedRow } from './charge.ts';

/** A budget as it is decided by. */
export type Budget = BudgetTerms & {
  id: string;
  teamId: string | null;
  projectId: string | null;
  keyId: string | null;
};

const ALWAYS: Span = { from: new Date(0), to: new Date('9999-01-01T00:00:00Z') };
const HOUR_MS = 3_600_000;

export const budgetWindow = (period: BudgetPeriod, at: Date, timeZone: string): Span =>
  period === 'all' ? ALWAYS : monthWindow(monthOf(at, timeZone), timeZone);

type Asked = { within: Span; exceptBookingId?: string };

/** How much of a budget is used in a time, what is booked ahead and asked for with it. Simulated machines use none. */
export async function readBudgetUse(
  ctx: ServiceContext,
  tx: Transaction,
  budget: Budget,
  asked: Asked,
): Promise<number> {
  if (budget.measure === 'hours' || budget.measure === 'cost') return readBooked(ctx, tx, budget, asked);
  const [row] = await tx.$queryRawUnsafe<Used[]>(USED.text, ...usedValues(budget, asked.within));
  return usedOf(budget.measure, row);
}

async function readBooked(
  ctx: ServiceContext,
  tx: Transaction,
  { teamId, projectId, measure, currency }: Budget,
  { within, exceptBookingId }: Asked,
): Promise<number> {
  const rows = await tx.booking.findMany({
    where: {
      ...(teamId !== null ? { teamId } : { projectId }),
      ...(exceptBookingId !== undefined && { id: { not: exceptBookingId } }),
      simulated: false,
      status: { in: ['confirmed', 'ended', 'pending'] },
      startsAt: { lt: within.to },
      endsAt: { gt: within.from },
    },
    select: CHARGED_FIELDS,
  });
  if (rows.length === 0) return 0;
  const from = new Date(Math.min(...rows.map((it) => it.startsAt.getTime())));
  const to = new Date(Math.max(...rows.map((it) => it.endsAt.getTime())));
  const world = await readChargeWorld(ctx, { from, to });
  const lines = rows.flatMap((row) => {
    const { status, ...booking } = toChargedRow(row);
    // What waits for somebody's yes will be charged if it gets it.
    const held = { ...booking, status: status === 'pending' ? 'confirmed' : status };
    return linesWithin(chargesOf(held, world), world, within);
  });
  const { money, chargedMs } = sumLines(lines);
  if (measure === 'hours') return chargedMs / HOUR_MS;
  return money.find((it) => it.currency === currency)?.amount ?? 0;
}

export type Used = { tokens: number; joules: number };

export const usedOf = (measure: BudgetMeasure, used: Used | undefined): number =>
  measure === 'tokens' ? (used?.tokens ?? 0) : kilowattHours(used?.joules ?? 0);

export const usedValues = ({ teamId, projectId, keyId }: Budget, { from, to }: Span): unknown[] => [
  teamId,
  projectId,
  keyId,
  from,
  to,
];

/**
 * Tokens of answers that were asked for in the time, an open one with all that it may still become. Energy: of a key its
 * answers', of a team or project its sessions' that ended in the time and have settled.
 */
export const USED: Statement = {
  name: 'bookings.budget-use',
  text: `
    WITH own AS (
      SELECT s.id, s."endedAt" FROM "Session" s JOIN "Booking" b ON b.id = s."bookingId"
      WHERE NOT s.simulated AND ($1::text IS NOT NULL OR $2::text IS NOT NULL)
        AND ($1::text IS NULL OR b."teamId" = $1) AND ($2::text IS NULL OR b."projectId" = $2)
        AND (s."endedAt" IS NULL OR s."endedAt" >= $4::timestamptz) AND s."createdAt" < $5::timestamptz
    ), answers AS (
      SELECT g."promptTokens", g."completionTokens", g."maxTokens", g."endedAt", g."energyJoules" FROM "Generation" g
      WHERE g."createdAt" >= $4::timestamptz AND g."createdAt" < $5::timestamptz
        AND (($3::text IS NULL AND g."sessionId" IN (SELECT id FROM own)) OR (g."apiKeyId" = $3::text
          AND EXISTS (SELECT FROM "Session" s WHERE s.id = g."sessionId" AND NOT s.simulated)))
    )
    SELECT coalesce(sum(coalesce("promptTokens", 0)
        + CASE WHEN "endedAt" IS NULL THEN "maxTokens" ELSE "completionTokens" END), 0)::float8 AS tokens,
      CASE WHEN $3::text IS NOT NULL THEN coalesce(sum("energyJoules"), 0) ELSE (
        SELECT coalesce(sum(e."energyJoules"), 0) FROM "SessionEnergy" e JOIN own ON own.id = e."sessionId"
        WHERE own."endedAt" < $5::timestamptz) END::float8 AS joules
    FROM answers`,
};
