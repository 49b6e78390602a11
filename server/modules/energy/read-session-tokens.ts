import type { SessionFigures } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';

type Tokens = Pick<SessionFigures, 'completionTokens' | 'promptTokens' | 'requests' | 'people'>;

/** Of all answers of a session, one look-up in their index. */
export async function readSessionTokens(ctx: ServiceContext, sessionId: string): Promise<Tokens> {
  const [row] = await ctx.db.$queryRaw<Tokens[]>`
    SELECT coalesce(sum("completionTokens"), 0)::float8 AS "completionTokens",
      coalesce(sum("promptTokens"), 0)::float8 AS "promptTokens",
      count(*)::int AS requests, count(DISTINCT "requestedById")::int AS people
    FROM "Generation" WHERE "sessionId" = ${sessionId}`;
  return row ?? { completionTokens: 0, promptTokens: 0, requests: 0, people: 0 };
}
