import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { UseReport } from '@/shared/schemas/use-report.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';

/** Machine time within the window in which a model stayed loaded after its booking: nobody's, and in no other sum. */
export async function readKeptWarm(
  ctx: ServiceContext,
  { from, to }: Span,
  kind: ShownKind,
): Promise<UseReport['keptWarm']> {
  const values = [from.toISOString(), to.toISOString(), kind === 'simulated'];
  const [row] = await wideClient(ctx.db).query<UseReport['keptWarm']>(KEPT_WARM, values);
  return row!;
}

const KEPT_WARM: Statement = {
  name: 'reports.kept-warm',
  text: `
    SELECT count(DISTINCT s.id)::int AS sessions,
      (count(DISTINCT s.id) FILTER (WHERE n.id IS NOT NULL))::int AS "takenOver",
      coalesce(sum(1000 * extract(epoch FROM least(coalesce(s."warmEndedAt", $2::timestamptz), $2::timestamptz)
        - greatest(s."endedAt", $1::timestamptz))), 0)::float8 AS ms
    FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id
    LEFT JOIN "Session" n ON n."takesOverId" = s.id
    WHERE s."warmUntil" IS NOT NULL AND s.simulated = $3::bool AND s."endedAt" < $2::timestamptz
      AND (s."warmEndedAt" IS NULL OR s."warmEndedAt" > $1::timestamptz)`,
};
