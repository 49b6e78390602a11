import type { Message, PostMessageInput } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement, type Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { translatePrismaError } from '../../prisma-errors.ts';
import {
  type Beside,
  enqueueGeneration,
  FIRST_OWN_VALUE,
  type PromptTurn,
  readAnswers,
  waitingOf,
} from '../generations/index.ts';
import { messageInclude, toMessage, writableSql } from './internal.ts';
import { questionHistory } from './question-history.ts';
import { UNTITLED } from './start-conversation.ts';
import { titleFrom } from './title-from.ts';

const QUEUED_AT_ONCE = 5;
const DEFAULT_MAX_TOKENS = 1024;

type Person = { id: string; name: string };
type Pair = { question: Message; answer: Message };
type Place = {
  title: string;
  epoch: number;
  state: string;
  modelTitle: string;
  simulated: boolean;
  backend: string;
  machineId: string;
  waiting: number;
  parentId: string | null;
  /** This very question is stored: its pair is returned whatever the session has become since. */
  isRepeated: boolean;
  history: PromptTurn[];
};

/**
 * Stores a question and its still empty answer, which starts or waits for its turn. The same ids again return what
 * the first call made. Every statement here delays the first token, so there are two, and they are prepared: read,
 * write.
 */
export async function postMessage(ctx: ServiceContext, input: PostMessageInput): Promise<Pair> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const place = await readPlace(ctx, user, input);
  const now = ctx.now();
  const enqueued = await enqueueGeneration<{ revision: number }>(
    ctx,
    {
      id: input.generationId,
      source: 'chat',
      askedBy: { requestedById: user.id },
      prompt: [...place.history, { role: 'user', content: input.text }],
      settings: input.settings ?? {},
      maxTokens: input.maxTokens ?? DEFAULT_MAX_TOKENS,
      session: { ...place, id: input.sessionId },
    },
    messagesOf(input, user, place, now),
  );
  if (!enqueued) return readPair(ctx.db, user, input);
  const { revision } = enqueued.row;
  ctx.bus.emit('generation.asked', { generationId: input.generationId, userId: user.id });
  ctx.bus.emit('conversation.changed', { conversationId: input.conversationId, revision });
  return pairOf(user, input, place, { state: enqueued.state, now });
}

async function readPlace(ctx: ServiceContext, user: Person, input: PostMessageInput): Promise<Place> {
  const { conversationId, sessionId, messageId } = input;
  const values = [conversationId, sessionId, user.id, messageId];
  const [place] = await hotClient(ctx.db)
    .query<Place>(READ_PLACE, values)
    .catch((error: unknown) => {
      throw translatePrismaError(error);
    });
  if (!place)
    throw new ServiceError('NOT_FOUND', 'There is no such chat or session, or it is not shared with you.');
  if (!place.isRepeated) refuseUnlessReady(place);
  return place;
}

function refuseUnlessReady(place: Place): void {
  if (place.state !== 'ready') {
    const why = ['ending', 'ended', 'failed'].includes(place.state) ? 'is over' : 'is not ready yet';
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `The session with ${place.modelTitle} ${why}. Your text is kept.`,
    );
  }
  if (place.waiting >= QUEUED_AT_ONCE) {
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `You have ${place.waiting} questions waiting. Ask again when one is answered.`,
    );
  }
}

const READ_PLACE: Statement = {
  name: 'chat.read-place',
  text: `
    SELECT c.title, s.epoch, s.state::text, s."modelTitle", s.simulated, s.backend, r."machineId",
      ${waitingOf('s.id', '$3')} AS waiting, newest.id AS "parentId",
      EXISTS (SELECT FROM "Message" m WHERE m.id = $4) AS "isRepeated", ${questionHistory('newest.id')} AS history
    FROM "Conversation" c
    LEFT JOIN LATERAL (
      SELECT m.id FROM "Message" m WHERE m."conversationId" = c.id ORDER BY m."createdAt" DESC, m.role LIMIT 1
    ) newest ON true,
    "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0
    WHERE c.id = $1 AND ${writableSql('$3')} AND s.id = $2`,
};

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
    ],
  };
}

const [CHAT, QUESTION, PARENT, TEXT, AUTHOR, ASKED_AT, ANSWERED_AT, TITLE] = Array.from(
  { length: 8 },
  (_, index) => `$${FIRST_OWN_VALUE + index}`,
);
const BEFORE = `
  asked AS (
    INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "authorId", "createdAt")
    VALUES (${QUESTION}, ${CHAT}, ${PARENT}, 'user', ${TEXT}, ${AUTHOR}, ${ASKED_AT}::timestamptz)
    ON CONFLICT DO NOTHING RETURNING id
  )`;
const AFTER = `
  , answer AS (
    INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "generationId", "createdAt")
    SELECT g.id, ${CHAT}, ${QUESTION}, 'assistant', '', g.id, ${ANSWERED_AT}::timestamptz FROM generation g
  )
  UPDATE "Conversation" c SET title = ${TITLE}, "sessionId" = $2, "updatedAt" = ${ASKED_AT}::timestamptz,
    revision = c.revision + 1
  FROM generation g WHERE c.id = ${CHAT} RETURNING c.revision, g.state::text`;

/** A moment after the question, so that order by time is order of reading. */
const answeredAt = (now: Date): Date => new Date(now.getTime() + 1);

function pairOf(
  user: Person,
  input: PostMessageInput,
  place: Place,
  at: { state: 'queued' | 'dispatched'; now: Date },
): Pair {
  const author = { id: user.id, name: user.name };
  const createdAt = at.now;
  return {
    question: {
      id: input.messageId,
      parentId: place.parentId,
      role: 'user',
      text: input.text,
      author,
      createdAt,
      generation: null,
    },
    answer: {
      id: input.generationId,
      parentId: input.messageId,
      role: 'assistant',
      text: '',
      author: null,
      createdAt: answeredAt(at.now),
      generation: {
        id: input.generationId,
        sessionId: input.sessionId,
        state: at.state,
        requestedBy: author,
        modelTitle: place.modelTitle,
        simulated: place.simulated,
        createdAt,
        endedAt: null,
        isEnergyPending: false,
        text: '',
        reasoning: '',
        lastSeq: 0,
        promptTokens: null,
        completionTokens: 0,
        timeToFirstTokenMs: null,
        tokensPerSecond: null,
        energyJoules: null,
        message: null,
      },
    },
  };
}

async function readPair(tx: Transaction, user: Person, input: PostMessageInput): Promise<Pair> {
  const rows = await tx.message.findMany({
    where: { id: { in: [input.messageId, input.generationId] }, conversationId: input.conversationId },
    include: messageInclude,
  });
  const question = rows.find((it) => it.id === input.messageId && it.authorId === user.id);
  const answer = rows.find((it) => it.id === input.generationId);
  if (!question || !answer) throw new ServiceError('CONFLICT', 'That message id is taken. Send it again.');
  const answerOf = await readAnswers(tx, answer.generation ? [answer.generation] : []);
  return { question: toMessage(question, answerOf), answer: toMessage(answer, answerOf) };
}
