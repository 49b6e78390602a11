import { budgetRefusal } from '@/shared/domain/budgets.ts';
import type { KeyActor } from '../../context.ts';
import type { HotClient, Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type Budget, BUDGET_USE, usedOf, usedValues } from '../bookings/index.ts';

type Wish = { key: KeyActor; sessionId: string; leastTokens: number; now: Date };
type Row = Budget & { startsAt: Date; endsAt: Date };

/**
 * Refuses a question over a budget of its key, or of the team or project whose machines answer it. Asked in the
 * transaction that asks, under the budgets' row locks: many at once don't overrun. Simulated machines use none.
 */
export async function guardBudgetsOfKey(
  client: HotClient,
  { key, sessionId, leastTokens, now }: Wish,
): Promise<void> {
  const budgets = await client.query<Row>(LOCK_BUDGETS, [key.id, sessionId, now.toISOString()]);
  for (const budget of budgets) {
    const window = { from: budget.startsAt, to: budget.endsAt };
    const [row] = await client.query<{ tokens: number; joules: number }>(
      BUDGET_USE,
      usedValues(budget, window),
    );
    const wanted = budget.measure === 'tokens' ? leastTokens : 0;
    const refusal = budgetRefusal(budget, usedOf(budget.measure, row), wanted);
    if (!refusal) continue;
    const untilNextMs = budget.period === 'month' ? budget.endsAt.getTime() - now.getTime() : 24 * 3_600_000;
    throw new ServiceError('LIMIT_EXCEEDED', refusal, {
      details: { retryAfterMs: Math.max(1000, untilNextMs), apiCode: 'insufficient_quota' },
    });
  }
}

/**
 * Whether a budget may refuse a key's question, as SQL over the budget `x`, the session `s` and its booking `b`. Machine
 * time is booked, not asked for: budgets of hours and cost are decided when somebody books.
 */
export const budgetApplies = (keyId: string): string => `
    x.refuses AND x.measure IN ('tokens', 'energy') AND NOT s.simulated
      AND (x."keyId" = ${keyId} OR b."teamId" = x."teamId" OR b."projectId" = x."projectId")`;

const LOCK_BUDGETS: Statement = {
  name: 'api-requests.lock-budgets',
  text: `
    SELECT x.id, x."teamId", x."projectId", x."keyId", x.measure, x.amount::float8, x.currency, x.period, x."createdByName",
      coalesce((SELECT name FROM "Team" t WHERE t.id = x."teamId"), (SELECT name FROM "Project" p WHERE p.id = x."projectId"),
        (SELECT 'the key ' || name FROM "ApiKey" k WHERE k.id = x."keyId")) AS name,
      CASE x.period WHEN 'month' THEN date_trunc('month', $3::timestamptz, l."timeZone") ELSE to_timestamp(0) END AS "startsAt",
      CASE x.period WHEN 'month' THEN (date_trunc('month', $3::timestamptz AT TIME ZONE l."timeZone") + interval '1 month')
        AT TIME ZONE l."timeZone" ELSE '9999-01-01T00:00:00Z'::timestamptz END AS "endsAt"
    FROM "Budget" x CROSS JOIN "Lab" l
    WHERE EXISTS (SELECT FROM "Session" s JOIN "Booking" b ON b.id = s."bookingId"
      WHERE s.id = $2 AND ${budgetApplies('$1')})
    ORDER BY x.id FOR NO KEY UPDATE OF x`,
};
