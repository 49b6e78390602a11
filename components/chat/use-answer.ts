'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { type AnswerState, isWriting, mergeStored, openAnswer } from '@/shared/domain/answer-stream.ts';
import { followAnswer } from './follow-answer.ts';
import type { ConsoleSocket } from './types.ts';

/**
 * A stored answer and what comes after it. `onOver` is called when the stored message should be read again, and whether
 * it is known to have ended.
 */
export function useAnswer(
  generation: Parameters<typeof openAnswer>[0],
  socket: ConsoleSocket | null,
  onOver: (hasEnded: boolean) => void,
): AnswerState {
  const [seen, setSeen] = useState(() => openAnswer(generation));
  const wasOver = useEffectEvent(onOver);
  const stored = useEffectEvent(() => generation);
  const live = isWriting(generation.state);

  useEffect(() => {
    if (!live || !socket) return;
    return followAnswer(socket, openAnswer(stored()), setSeen, (hasEnded) => wasOver(hasEnded));
  }, [socket, generation.id, live]);

  // A refetch may bring more than was seen, and always brings the last word on an ended answer.
  return live ? mergeStored(seen, generation) : openAnswer(generation);
}
