/** Whose turn a question takes, as SQL over its row: a person's or a key's, each their own. */
const ASKER = `coalesce("requestedById", "apiKeyId")`;

/**
 * The one order in which a session answers what waits for it, as SQL over its id: rows of `id`, `isBatch` and `place`
 * from 1. Told to people, and dispatched by.
 *
 * What a person or a program waits for stands before what a batch asks. Within each of the two askers take turns:
 * somebody's n-th waiting question stands behind everybody's earlier-numbered ones. Within a turn they stand by how long
 * their askers have been without: since the asker's last answer was begun, or else since their oldest question came.
 *
 * So nobody is starved: before one's next question every other asker has one answer at most, for with it they go behind,
 * and whoever comes later stands behind as well. And the order told holds: an answer that begins moves nobody back.
 */
export const waitingInOrder = (sessionId: string): string => `
  SELECT w.id, w."isBatch", row_number() OVER (
      ORDER BY w."isBatch", w.turn, greatest(w.since, served.at), w."createdAt", w.id)::int AS place
  FROM (
    SELECT id, "createdAt", source = 'batch' AS "isBatch", ${ASKER} AS asker, row_number() OVER line AS turn,
      first_value("createdAt") OVER line AS since
    FROM "Generation" WHERE "sessionId" = ${sessionId} AND state = 'queued'
    WINDOW line AS (PARTITION BY source = 'batch', ${ASKER} ORDER BY "createdAt", id)
  ) w
  LEFT JOIN (
    SELECT source = 'batch' AS "isBatch", ${ASKER} AS asker, max("dispatchedAt") AS at FROM "Generation"
    WHERE "sessionId" = ${sessionId} AND (state IN ('dispatched', 'running') OR "endedAt" >= (
      SELECT min("createdAt") FROM "Generation" WHERE "sessionId" = ${sessionId} AND state = 'queued'))
    GROUP BY 1, 2
  ) served ON served."isBatch" = w."isBatch" AND served.asker = w.asker`;

/** Whether something waits that goes before a new question of this source, as SQL: that may not overtake it. */
export const isSomebodyBefore = (sessionId: string, source: string): string =>
  `EXISTS (SELECT FROM "Generation" w WHERE w."sessionId" = ${sessionId} AND w.state = 'queued' AND (w.source <> 'batch' OR ${source} = 'batch'))`;
