import { questionWithFiles } from '@/shared/domain/attachment-block.ts';
import type { Message, PostMessageInput } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { type Beside, FIRST_OWN_VALUE } from '../generations/index.ts';
import { answeredAt, askSession, type Person } from './ask-session.ts';
import { choose } from './branch.ts';
import { ONLY_VERSION } from './internal.ts';
import { readThese } from './read-messages.ts';
import { type Place, readPlace } from './read-place.ts';
import { UNTITLED } from './start-conversation.ts';
import { titleFrom } from './title-from.ts';

type Pair = { question: Message; answer: Message };

/**
 * Stores a question and its still empty answer, which starts or waits for its turn. The same ids again return what
 * the first call made. It follows the message that its asker saw last: one that somebody else asked there meanwhile is
 * another version. Every statement here delays the first token, so there are two, and they are prepared: read, write.
 */
export async function postMessage(ctx: ServiceContext, input: PostMessageInput): Promise<Pair> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const place = await readPlace(ctx, user.id, input);
  if (place.isRepeated) return readPair(ctx.db, user, input);
  const now = ctx.now();
  const content = questionWithFiles(place.blocks, input.text);
  const answer = await askSession(ctx, user, place, input, {
    turns: [...place.history, { role: 'user', content }],
    parentId: input.messageId,
    now,
    beside: messagesOf(input, user, place, now),
  });
  if (!answer) return readPair(ctx.db, user, input);
  const question: Message = {
    id: input.messageId,
    parentId: place.parentId,
    role: 'user',
    text: input.text,
    author: { id: user.id, name: user.name },
    createdAt: now,
    attachmentIds: input.attachmentIds ?? [],
    generation: null,
    modelTitle: null,
    isEdited: input.fromId !== undefined,
    version: ONLY_VERSION,
  };
  return { question, answer };
}

/** Question and answer, written with the generation in one; nothing when the question was there already. */
function messagesOf(input: PostMessageInput, user: Person, place: Place, now: Date): Beside {
  const title = place.title === UNTITLED ? titleFrom(input.text) : place.title;
  return {
    name: 'chat.write-question',
    before: BEFORE,
    after: AFTER,
    values: [
      input.conversationId,
      input.messageId,
      place.parentId,
      input.text,
      user.id,
      now.toISOString(),
      answeredAt(now).toISOString(),
      title,
      input.fromId ?? null,
      input.attachmentIds ?? [],
    ],
  };
}

const [CHAT, QUESTION, PARENT, TEXT, AUTHOR, ASKED_AT, ANSWERED_AT, TITLE, FROM, FILES] = Array.from(
  { length: 10 },
  (_, index) => `$${FIRST_OWN_VALUE + index}`,
) as [string, string, string, string, string, string, string, string, string, string];
const BEFORE = `
  asked AS (
    INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "authorId", "createdAt", "fromId",
      "attachmentIds")
    VALUES (${QUESTION}, ${CHAT}, ${PARENT}, 'user', ${TEXT}, ${AUTHOR}, ${ASKED_AT}::timestamptz,
      (SELECT f.id FROM "Message" f WHERE f.id = ${FROM} AND f."conversationId" = ${CHAT}), ${FILES}::text[])
    ON CONFLICT DO NOTHING RETURNING id
  )`;
const AFTER = `
  , answer AS (
    INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "generationId", "createdAt")
    SELECT g.id, ${CHAT}, ${QUESTION}, 'assistant', '', g.id, ${ANSWERED_AT}::timestamptz FROM generation g
  ), chosen AS (${choose(CHAT, AUTHOR, 'g.id', 'FROM generation g')}
  ), taken AS (
    UPDATE "ChatAttachment" a SET "isSent" = true FROM generation
    WHERE a.id = ANY(${FILES}::text[]) AND NOT a."isSent"
  )
  UPDATE "Conversation" c SET title = ${TITLE}, "sessionId" = $2, "updatedAt" = ${ASKED_AT}::timestamptz,
    revision = c.revision + 1
  FROM generation g WHERE c.id = ${CHAT} RETURNING c.revision, g.state::text`;

async function readPair(tx: Transaction, user: Person, input: PostMessageInput): Promise<Pair> {
  const ids = [input.messageId, input.generationId];
  const [question, answer] = await readThese(tx, input.conversationId, ids);
  if (question?.id !== input.messageId || !answer || question.author?.id !== user.id)
    throw new ServiceError('CONFLICT', 'That message id is taken. Send it again.');
  return { question, answer };
}
