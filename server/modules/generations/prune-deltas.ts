import type { ServiceContext } from '../../context.ts';

/** Whoever was reading when it ended has the text by then; later readers get it from the generation's own row. */
const KEPT_MS = 24 * 3_600_000;
const AT_ONCE = 200;

/** Removes the logs of answers that ended a day ago. */
export async function pruneDeltas(ctx: ServiceContext): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  let from = '';
  for (;;) {
    // Hops over the log's key from one answer to the next, so that only answers with a log are looked at.
    const ids = await ctx.db.$queryRaw<{ id: string; isDue: boolean }[]>`
      WITH RECURSIVE logged AS (
        SELECT (SELECT min("generationId") FROM "GenerationDelta" WHERE "generationId" > ${from}) AS id, 1 AS n
        UNION ALL
        SELECT (SELECT min(d."generationId") FROM "GenerationDelta" d WHERE d."generationId" > l.id), l.n + 1
        FROM logged l WHERE l.id IS NOT NULL AND l.n < ${AT_ONCE}
      )
      SELECT l.id, g."endedAt" < ${before} AND g.text IS NOT NULL AS "isDue"
      FROM logged l JOIN "Generation" g ON g.id = l.id ORDER BY l.id`;
    const due = ids.filter((it) => it.isDue).map((it) => it.id);
    if (due.length > 0) await ctx.db.generationDelta.deleteMany({ where: { generationId: { in: due } } });
    if (ids.length < AT_ONCE) return;
    from = ids.at(-1)!.id;
  }
}
