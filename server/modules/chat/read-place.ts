import { fitContext } from '@/shared/domain/context-fit.ts';
import { formatCount } from '@/shared/domain/format.ts';
import { type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { translatePrismaError } from '../../prisma-errors.ts';
import { drainingOf, type PromptTurn, waitingOf, whyNoQuestion } from '../generations/index.ts';
import { CHAT_SAYS, type ChatSays } from './asked-with.ts';
import { leafOf } from './branch.ts';
import { writableSql } from './internal.ts';
import { blocksOf, questionHistory } from './question-history.ts';

const QUEUED_AT_ONCE = 5;

/** Where in a chat something is asked, and of which session. */
export type Place = ChatSays & {
  title: string;
  epoch: number;
  state: string;
  modelTitle: string;
  simulated: boolean;
  backend: string;
  machineId: string;
  contextTokens: number | null;
  waiting: number;
  /** The machine of the session that is being drained. */
  draining: string | null;
  /** The message it follows; null at a chat's beginning. */
  parentId: string | null;
  parentRole: 'user' | 'assistant' | null;
  /** This very answer is stored: what was made then is returned, whatever the session has become since. */
  isRepeated: boolean;
  history: PromptTurn[];
  /** Of the attached files, in the question's order. */
  blocks: string[];
};
type Wanted = {
  conversationId: string;
  sessionId: string;
  generationId: string;
  /** Left out: where the asker's branch ends. */
  parentId?: string | null | undefined;
  attachmentIds?: string[] | undefined;
};

/** One statement, prepared, for it stands before the first token. */
export async function readPlace(ctx: ServiceContext, userId: string, wanted: Wanted): Promise<Place> {
  const { conversationId, sessionId, generationId, parentId, attachmentIds = [] } = wanted;
  const isGiven = parentId !== undefined;
  const values = [conversationId, sessionId, userId, generationId, isGiven, parentId ?? null, attachmentIds];
  const [place] = await hotClient(ctx.db)
    .query<Place>(READ_PLACE, values)
    .catch((error: unknown) => {
      throw translatePrismaError(error);
    });
  if (!place)
    throw new ServiceError('NOT_FOUND', 'There is no such chat or session, or it is not shared with you.');
  if (place.isRepeated) return place;
  if (parentId && place.parentId === null)
    throw new ServiceError('CONFLICT', 'The message that this follows was deleted. Your text is kept.');
  refuseUnlessReady(place);
  if (place.blocks.length < attachmentIds.length)
    throw new ServiceError('NOT_FOUND', 'A file of this question is gone. Remove it, or attach it again.');
  return place;
}

function refuseUnlessReady(place: Place): void {
  const why = whyNoQuestion(place);
  if (why)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `The session with ${place.modelTitle} ${why.words}. Your text is kept.`,
    );
  if (place.waiting >= QUEUED_AT_ONCE) {
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `You have ${place.waiting} questions waiting. Ask again when one is answered.`,
    );
  }
}

/** What of a prompt the session's model has room for. Throws VALIDATION when the question alone is too long. */
export function fitPrompt(
  { contextTokens, modelTitle }: Pick<Place, 'contextTokens' | 'modelTitle'>,
  turns: PromptTurn[],
  maxTokens: number,
): { prompt: PromptTurn[]; leftOut: number; maxTokens: number } {
  const fit = fitContext(turns, { contextTokens, maxTokens });
  if (fit.fits) return { prompt: fit.kept, leftOut: fit.leftOut, maxTokens: fit.answerTokens };
  throw new ServiceError(
    'VALIDATION',
    `This question has about ${formatCount(fit.promptTokens)} tokens; ${modelTitle} has room for ${formatCount(fit.roomTokens)} beside its answer. Shorten it, or ask a session with a larger context.`,
    { details: { promptTokens: fit.promptTokens, roomTokens: fit.roomTokens } },
  );
}

const READ_PLACE: Statement = {
  name: 'chat.read-place',
  text: `
    SELECT c.title, s.epoch, s.state::text, s."modelTitle", s.simulated, s.backend, s."contextTokens", r."machineId",
      ${waitingOf('s.id', '$3')} AS waiting, parent.id AS "parentId", parent.role AS "parentRole",
      EXISTS (SELECT FROM "Generation" g WHERE g.id = $4) AS "isRepeated", ${drainingOf('s.id')} AS "draining", ${questionHistory('parent.id')} AS history,
      ${CHAT_SAYS}, ${blocksOf('c.id', '$7::text[]', '$3')} AS blocks
    FROM "Conversation" c
    -- Fenced off: walked once, not for each message that might be the one.
    LEFT JOIN LATERAL (SELECT CASE WHEN $5::boolean THEN $6::text ELSE ${leafOf('c.id', '$3')} END AS id OFFSET 0) wanted ON true
    LEFT JOIN "Message" parent ON parent.id = wanted.id AND parent."conversationId" = c.id,
    "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0
    WHERE c.id = $1 AND ${writableSql('$3')} AND s.id = $2`,
};
