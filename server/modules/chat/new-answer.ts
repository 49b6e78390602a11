import type { Message } from '@/shared/schemas/chat.ts';
import { ONLY_VERSION } from './internal.ts';
import type { Place } from './read-place.ts';

export type Person = { id: string; name: string };
type At = { parentId: string; state: 'queued' | 'dispatched'; now: Date; leftOut: number };

/** A moment after the question, so that of the two it is the newer one. */
export const answeredAt = (now: Date): Date => new Date(now.getTime() + 1);

/** An answer that has just been asked for, as reading it would give it. */
export const newAnswer = (
  user: Person,
  input: { generationId: string; sessionId: string },
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
