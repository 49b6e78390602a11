import type * as z from 'zod';
import { type FoundLines, LogLine, type SearchLogInput } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';

type Row = z.input<typeof LogLine> & { found: number };

/** The newest lines that hold `text`, capital or small, of one rank or of all, and how many hold it. */
export async function searchLog(
  ctx: ServiceContext,
  { sessionId, rank, text, limit }: z.output<typeof SearchLogInput>,
): Promise<z.output<typeof FoundLines>> {
  authorize(ctx, 'session:read-log');
  const rows = await wideClient(ctx.db).query<Row>(FIND, [sessionId, rank ?? null, text, limit]);
  return { lines: rows.toReversed().map((it) => LogLine.parse(it)), found: rows[0]?.found ?? 0 };
}

// Not LIKE: a log is full of its wildcards.
const FIND: Statement = {
  name: 'sessions.search-log',
  text: `
    SELECT rank, seq, at, stream, text, count(*) OVER ()::int AS found FROM "RankLogLine"
    WHERE "sessionId" = $1 AND ($2::int IS NULL OR rank = $2::int) AND position(lower($3) IN lower(text)) > 0
    ORDER BY at DESC, rank DESC, seq DESC LIMIT $4::int`,
};
