import type { AnswerWish, Message } from '@/shared/schemas/chat.ts';
import type { ServiceContext } from '../../context.ts';
import { type Beside, enqueueGeneration, type PromptTurn } from '../generations/index.ts';
import { askedWith, type OwnSay } from './asked-with.ts';
import { ONLY_VERSION } from './internal.ts';
import { fitPrompt, type Place } from './read-place.ts';

export type Person = { id: string; name: string };
type Input = OwnSay & {
  conversationId: string;
  sessionId: string;
  generationId: string;
  wish?: AnswerWish | undefined;
};
type Asked = { turns: PromptTurn[]; parentId: string; now: Date; beside: Beside };
type At = Pick<Asked, 'parentId' | 'now'> & { state: 'queued' | 'dispatched'; leftOut: number };

/**
 * Puts what was said so far to a session, as the chat and the asker say, and tells of it. The answer as it stands
 * then; null when this one was asked for before, and nothing has changed.
 */
export async function askSession(
  ctx: ServiceContext,
  user: Person,
  place: Place,
  input: Input,
  { turns, parentId, now, beside }: Asked,
): Promise<Message | null> {
  const { conversationId, sessionId, generationId } = input;
  const { before, settings, maxTokens } = askedWith(place, input);
  const fitted = fitPrompt(place, [...before, ...turns], maxTokens);
  const enqueued = await enqueueGeneration<{ revision: number }>(
    ctx,
    {
      id: generationId,
      source: 'chat',
      askedBy: { requestedById: user.id },
      settings,
      ...fitted,
      session: { ...place, id: sessionId },
    },
    beside,
  );
  if (!enqueued) return null;
  ctx.bus.emit('generation.asked', { generationId, userId: user.id });
  ctx.bus.emit('conversation.changed', { conversationId, revision: enqueued.row.revision });
  return newAnswer(user, input, place, { parentId, now, state: enqueued.state, leftOut: fitted.leftOut });
}

/** A moment after the question, so that of the two it is the newer one. */
export const answeredAt = (now: Date): Date => new Date(now.getTime() + 1);

/** An answer that has just been asked for, as reading it would give it. */
const newAnswer = (
  user: Person,
  input: Pick<Input, 'generationId' | 'sessionId' | 'wish'>,
  place: Pick<Place, 'modelTitle' | 'simulated'>,
  { parentId, state, now, leftOut }: At,
): Message => ({
  id: input.generationId,
  parentId,
  role: 'assistant',
  text: '',
  author: null,
  createdAt: answeredAt(now),
  attachmentIds: [],
  modelTitle: null,
  isEdited: false,
  wish: input.wish ?? null,
  version: ONLY_VERSION,
  generation: {
    id: input.generationId,
    sessionId: input.sessionId,
    state,
    requestedBy: { id: user.id, name: user.name },
    modelTitle: place.modelTitle,
    simulated: place.simulated,
    createdAt: now,
    endedAt: null,
    isEnergyPending: false,
    text: '',
    reasoning: '',
    toolCalls: [],
    thoughtMs: null,
    thoughtTokens: null,
    lastSeq: 0,
    leftOut,
    promptTokens: null,
    completionTokens: 0,
    timeToFirstTokenMs: null,
    tokensPerSecond: null,
    energyJoules: null,
    message: null,
  },
});
