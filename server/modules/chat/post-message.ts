import type { Message, PostMessageInput } from '@/shared/schemas/chat.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { hotClient, type HotClient, hotTransaction, type Statement, type Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { retryTransient, translatePrismaError } from '../../prisma-errors.ts';
import { type ChatTurn, hasRoom, isOneByOne, sendQuestion } from './dispatch.ts';
import { messageInclude, readAnswers, toMessage } from './internal.ts';
import { UNTITLED } from './start-conversation.ts';

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
  running: number;
  waiting: number;
  lastMessageId: string | null;
  /** This very question is stored: its pair is returned whatever the session has become since. */
  isRepeated: boolean;
  history: ChatTurn[] | null;
};

/**
 * Stores a question and its still empty answer, and starts the answer, or queues it when the session is busy.
 * The same ids again return what the first call made. Every statement here delays the first token, so there are
 * few, and they are prepared: read, write.
 */
export async function postMessage(ctx: ServiceContext, input: PostMessageInput): Promise<Pair> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const stored = await store(ctx, user, input);
  if (!stored) return readPair(ctx.db, user, input);
  const { place, starts, now, revision } = stored;
  if (starts) sendNow(ctx, input, place);
  ctx.bus.emit('conversation.changed', { conversationId: input.conversationId, revision });
  return pairOf(user, input, place, { starts, now });
}

type Stored = { place: Place; starts: boolean; now: Date; revision: number };

/**
 * Null when the question was there already. Only where answers must follow one by one does the count have to be
 * exact, and is taken under the session's row lock.
 */
async function store(ctx: ServiceContext, user: Person, input: PostMessageInput): Promise<Stored | null> {
  try {
    const place = await readPlace(hotClient(ctx.db), user, input);
    if (!isOneByOne(place.backend)) return await write(hotClient(ctx.db), ctx.now(), user, input, place);
    return await retryTransient(() =>
      hotTransaction(ctx.db, async (client) => {
        await client.query(LOCK_SESSION, [input.sessionId]);
        return write(client, ctx.now(), user, input, await readPlace(client, user, input));
      }),
    );
  } catch (error) {
    throw translatePrismaError(error);
  }
}

async function readPlace(client: HotClient, user: Person, input: PostMessageInput): Promise<Place> {
  const [place] = await client.query<Place>(READ_PLACE, [
    input.conversationId,
    input.sessionId,
    user.id,
    input.messageId,
  ]);
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

const LOCK_SESSION: Statement = {
  name: 'chat.lock-session',
  text: `SELECT id FROM "Session" WHERE id = $1 FOR NO KEY UPDATE`,
};

const READ_PLACE: Statement = {
  name: 'chat.read-place',
  text: `
    SELECT c.title, s.epoch, s.state::text, s."modelTitle", s.simulated, s.backend, r."machineId",
      (SELECT count(*)::int FROM "Generation" g WHERE g."sessionId" = s.id AND g.state = 'running') AS running,
      (SELECT count(*)::int FROM "Generation" g
        WHERE g."sessionId" = s.id AND g.state = 'queued' AND g."requestedById" = $3) AS waiting,
      (SELECT m.id FROM "Message" m WHERE m."conversationId" = c.id
        ORDER BY m."createdAt" DESC, m.role LIMIT 1) AS "lastMessageId",
      EXISTS (SELECT FROM "Message" m WHERE m.id = $4) AS "isRepeated",
      (SELECT json_agg(json_build_object('role', h.role, 'content', h.content) ORDER BY h."createdAt", h.role DESC)
        FROM (
          SELECT m.role, m."createdAt", CASE WHEN m.role = 'user' THEN m.text ELSE (
            SELECT string_agg(d.text, '' ORDER BY d.seq) FROM "GenerationDelta" d
            WHERE d."generationId" = m.id AND d.kind = 'text') END AS content
          FROM "Message" m WHERE m."conversationId" = c.id
        ) h WHERE h.content <> '') AS history
    FROM "Conversation" c, "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0
    WHERE c.id = $1 AND (c."ownerId" = $3 OR c.shared) AND s.id = $2`,
};

/** Question, answer and generation in one; no row when the question was there already. */
const WRITE: Statement = {
  name: 'chat.write-question',
  text: `
    WITH question AS (
      INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "authorId", "createdAt")
      VALUES ($1, $2, $3, 'user', $4, $5, $6::timestamptz)
      ON CONFLICT DO NOTHING RETURNING id
    ), answer AS (
      INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "createdAt")
      SELECT $7, $2, q.id, 'assistant', '', $8::timestamptz FROM question q RETURNING id
    ), generation AS (
      INSERT INTO "Generation" (id, "conversationId", "messageId", "sessionId", epoch, "requestedById", state,
        temperature, "maxTokens", "createdAt", "startedAt")
      SELECT $7, $2, a.id, $9, $10::int, $5, $11::"GenerationState", $12::float8, $13::int, $6::timestamptz,
        $14::timestamptz FROM answer a RETURNING id
    )
    UPDATE "Conversation" SET title = $15, "sessionId" = $9, "updatedAt" = $6::timestamptz, revision = revision + 1
    WHERE id = $2 AND EXISTS (SELECT FROM generation) RETURNING revision`,
};

async function write(
  client: HotClient,
  now: Date,
  user: Person,
  input: PostMessageInput,
  place: Place,
): Promise<Stored | null> {
  const starts = hasRoom(place);
  const title = place.title === UNTITLED ? titleFrom(input.text) : place.title;
  const [row] = await client.query<{ revision: number }>(WRITE, [
    input.messageId,
    input.conversationId,
    place.lastMessageId,
    input.text,
    user.id,
    now.toISOString(),
    input.generationId,
    answeredAt(now).toISOString(),
    input.sessionId,
    place.epoch,
    starts ? 'running' : 'queued',
    input.temperature ?? null,
    input.maxTokens ?? DEFAULT_MAX_TOKENS,
    starts ? now.toISOString() : null,
    title,
  ]);
  return row ? { place, starts, now, revision: row.revision } : null;
}

/** A moment after the question, so that order by time is order of reading. */
const answeredAt = (now: Date): Date => new Date(now.getTime() + 1);

function sendNow(ctx: ServiceContext, input: PostMessageInput, place: Place): void {
  sendQuestion(ctx, place.machineId, {
    sessionId: input.sessionId,
    epoch: place.epoch,
    generationId: input.generationId,
    messages: [...(place.history ?? []), { role: 'user', content: input.text }],
    temperature: input.temperature ?? null,
    maxTokens: input.maxTokens ?? DEFAULT_MAX_TOKENS,
  });
}

function pairOf(
  user: Person,
  input: PostMessageInput,
  place: Place,
  at: { starts: boolean; now: Date },
): Pair {
  const author = { id: user.id, name: user.name };
  const createdAt = at.now;
  return {
    question: {
      id: input.messageId,
      parentId: place.lastMessageId,
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
        state: at.starts ? 'running' : 'queued',
        requestedBy: author,
        modelTitle: place.modelTitle,
        simulated: place.simulated,
        createdAt,
        endedAt: null,
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

function titleFrom(text: string): string {
  const line = text.split('\n')[0]!.trim();
  return line.length <= 60 ? line : `${line.slice(0, 57).replace(/\s+\S*$/, '')}…`;
}

async function readPair(tx: Transaction, user: Person, input: PostMessageInput): Promise<Pair> {
  const rows = await tx.message.findMany({
    where: { id: { in: [input.messageId, input.generationId] }, conversationId: input.conversationId },
    include: messageInclude,
  });
  const question = rows.find((it) => it.id === input.messageId && it.authorId === user.id);
  const answer = rows.find((it) => it.id === input.generationId);
  if (!question || !answer) throw new ServiceError('CONFLICT', 'That message id is taken. Send it again.');
  const answers = await readAnswers(tx, [input.generationId]);
  return { question: toMessage(question, answers), answer: toMessage(answer, answers) };
}
