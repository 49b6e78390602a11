import { GenerationDelta, type GenerationState } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { logAfter } from '../generations/index.ts';
import { readableSql } from './internal.ts';

export type SeenAnswer = {
  /** Null where it stands in a comparison. */
  conversationId: string | null;
  state: GenerationState;
  lastSeq: number;
  /** What the log holds after where the viewer is, of the same moment as the state. */
  steps: GenerationDelta[];
};

/** An answer that the actor may see, from where they are; asked at each subscription, in one statement. */
export async function watchAnswer(
  ctx: ServiceContext,
  input: { generationId: string; afterSeq: number; limit: number },
): Promise<SeenAnswer> {
  authorize(ctx, 'lab:read');
  const user = requireUser(ctx);
  const { generationId, afterSeq, limit } = input;
  const values = [generationId, afterSeq, limit, user.id];
  const [row] = await hotClient(ctx.db).query<SeenAnswer>(WATCH, values);
  if (!row)
    throw new ServiceError('NOT_FOUND', 'There is no such answer, or its chat is not shared with you.');
  return { ...row, steps: row.steps.map((it) => GenerationDelta.parse(it)) };
}

const WATCH: Statement = {
  name: 'chat.watch-answer',
  text: `
    SELECT m."conversationId", g.state::text, g."lastSeq", ${logAfter('g.id', '$2::int', '$3::int')} AS steps
    FROM "Generation" g LEFT JOIN "Message" m ON m."generationId" = g.id
    WHERE g.id = $1 AND (
      EXISTS (SELECT FROM "Conversation" c WHERE c.id = m."conversationId" AND ${readableSql('$4')}) OR
      EXISTS (
        SELECT FROM "ComparisonAnswer" a JOIN "Comparison" c ON c.id = a."comparisonId"
        WHERE a."generationId" = g.id AND (c."ownerId" = $4 OR c.shared)
      ))`,
};
