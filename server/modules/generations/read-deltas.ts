import { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';

/** What is read of a log at once: so many steps or so much text, but one step in any case. */
export const LOG_PAGE = 500;
const PAGE_BYTES = 256_000;

/** Whether there may be more of the log after this page. */
export const isWholePage = (steps: readonly GenerationDelta[]): boolean =>
  steps.length >= LOG_PAGE ||
  steps.reduce((bytes, it) => bytes + Buffer.byteLength(it.text), 0) >= PAGE_BYTES;

/** The log of a generation after a seq, as SQL: one JSON array of steps in order, a page or at most `limit`. */
export const logAfter = (generationId: string, afterSeq: string, limit: string): string => `(
  SELECT coalesce(json_agg(step), '[]') FROM (
    SELECT page.seq, page.kind, page.text, page."completionTokens", page.at FROM (
      SELECT d.*, sum(octet_length(d.text)) OVER (ORDER BY d.seq ROWS UNBOUNDED PRECEDING) AS bytes
      FROM "GenerationDelta" d
      WHERE d."generationId" = ${generationId} AND d.seq > ${afterSeq} ORDER BY d.seq LIMIT ${limit}
    ) page
    WHERE page.bytes - octet_length(page.text) < ${PAGE_BYTES} ORDER BY page.seq
  ) step
)`;

const READ: Statement = {
  name: 'generations.read-log',
  text: `SELECT ${logAfter('$1', '$2::int', `${LOG_PAGE}`)} AS steps`,
};

/** A page of the log after `afterSeq`, in order; for callers that have asked for the right. */
export async function readDeltasSince(
  ctx: ServiceContext,
  { generationId, afterSeq }: { generationId: string; afterSeq: number },
): Promise<GenerationDelta[]> {
  const [row] = await hotClient(ctx.db).query<{ steps: unknown[] }>(READ, [generationId, afterSeq]);
  return row!.steps.map((it) => GenerationDelta.parse(it));
}
