import { ANSWER_WISH } from '@/shared/domain/answer-wish.ts';
import type { AnswerAgainInput, AnswerWish, Message } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { FIRST_OWN_VALUE, type PromptTurn } from '../generations/index.ts';
import { answeredAt, askSession } from './ask-session.ts';
import { choose } from './branch.ts';
import { readThese } from './read-messages.ts';
import { readPlace } from './read-place.ts';

/**
 * One more answer below a message, by this or another session. Below a question it is another version of its answer;
 * below an answer the model goes on from that text, for the prompt ends with it. The same id again returns the first.
 */
export async function answerAgain(ctx: ServiceContext, input: AnswerAgainInput): Promise<Message> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const place = await readPlace(ctx, user.id, input);
  const stored = async (): Promise<Message> => {
    const [answer] = await readThese(ctx.db, input.conversationId, [input.generationId]);
    if (answer?.parentId === input.parentId) return answer;
    throw new ServiceError('CONFLICT', 'That answer’s id is taken. Ask for it again.');
  };
  if (place.isRepeated) return stored();
  const last = place.history.at(-1);
  if (last && 'answerOf' in last)
    throw new ServiceError('PRECONDITION_FAILED', 'That answer is still being written. Stop it first.');
  const now = ctx.now();
  const { conversationId, parentId, wish } = input;
  const answer = await askSession(ctx, user, place, input, {
    turns: wish ? withWish(place.history, wish) : place.history,
    parentId,
    now,
    beside: {
      name: 'chat.write-answer',
      before: BEFORE,
      after: AFTER,
      values: [
        conversationId,
        parentId,
        user.id,
        now.toISOString(),
        answeredAt(now).toISOString(),
        wish ?? null,
      ],
    },
  });
  return answer ?? stored();
}

/** Said with the question, for this answer alone. */
function withWish(history: PromptTurn[], wish: AnswerWish): PromptTurn[] {
  const last = history.at(-1);
  if (last?.role !== 'user')
    throw new ServiceError('VALIDATION', 'Only another answer to a question can be shorter or longer.');
  return [...history.slice(0, -1), { ...last, content: `${last.content}\n\n${ANSWER_WISH[wish].toModel}` }];
}

const [CHAT, PARENT, PERSON, ASKED_AT, ANSWERED_AT, WISH] = Array.from(
  { length: 6 },
  (_, index) => `$${FIRST_OWN_VALUE + index}`,
) as [string, string, string, string, string, string];
// The message first: of two that ask with the same id, one waits here for the other and then writes nothing.
const BEFORE = `
  asked AS (
    INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "generationId", "createdAt", wish)
    SELECT $1, ${CHAT}, ${PARENT}, 'assistant', '', $1, ${ANSWERED_AT}::timestamptz, ${WISH}
    ON CONFLICT DO NOTHING RETURNING id
  )`;
const AFTER = `
  , chosen AS (${choose(CHAT, PERSON, 'g.id', 'FROM generation g')})
  UPDATE "Conversation" c SET "sessionId" = $2, "updatedAt" = ${ASKED_AT}::timestamptz, revision = c.revision + 1
  FROM generation g WHERE c.id = ${CHAT} RETURNING c.revision, g.state::text`;
