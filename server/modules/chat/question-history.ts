import { MOST_DEPTH } from './branch.ts';

/**
 * What was said before a question: its branch from the first message to the one it follows, as SQL over that
 * message's id. One JSON array of prompt turns; an answer that is still being written is named, not quoted.
 */
export const questionHistory = (parentId: string): string => `(
  WITH RECURSIVE branch AS (
    SELECT m.id, m."parentId", m.role, m.text, m."generationId", m."attachmentIds", 1 AS depth FROM "Message" m WHERE m.id = ${parentId}
    UNION ALL
    SELECT m.id, m."parentId", m.role, m.text, m."generationId", m."attachmentIds", b.depth + 1
    FROM branch b JOIN "Message" m ON m.id = b."parentId" WHERE b.depth < ${MOST_DEPTH}
  )
  SELECT coalesce(json_agg(turn.turn ORDER BY turn.depth DESC), '[]') FROM (
    SELECT b.depth, CASE
      WHEN g.id IS NULL THEN json_build_object('role', b.role, 'content', ${contentOf('b')})
      WHEN g.text IS NULL THEN json_build_object('role', b.role, 'answerOf', g.id, 'mostTokens', g."maxTokens")
      ELSE json_build_object('role', b.role, 'content', g.text) END AS turn
    FROM branch b LEFT JOIN "Generation" g ON g.id = b."generationId"
  ) turn
)`;

/** What `questionWithFiles` (shared/domain/attachment-block.ts) says, in SQL: of a question, its files come first. */
const contentOf = (of: string): string => `coalesce((
    SELECT string_agg(a.block, E'\\n\\n' ORDER BY array_position(${of}."attachmentIds", a.id)) || E'\\n\\n'
    FROM "ChatAttachment" a WHERE a.id = ANY(${of}."attachmentIds")
  ), '') || ${of}.text`;

/** Of these files those that a person may give along here: their own unsent ones, and what the chat has already. */
export const blocksOf = (chat: string, ids: string, userId: string): string => `coalesce((
    SELECT json_agg(a.block ORDER BY array_position(${ids}, a.id)) FROM "ChatAttachment" a
    WHERE a.id = ANY(${ids}) AND a."conversationId" = ${chat} AND (a."isSent" OR a."ownerId" = ${userId})
  ), '[]')`;
