'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import type { Socket } from 'socket.io-client';
import {
  type AnswerState,
  applyDeltas,
  applyEnd,
  hasEnded,
  isWriting,
  mergeStored,
  openAnswer,
} from '@/shared/domain/answer-stream.ts';
import type { Reply } from '@/shared/protocol/catalog.ts';
import type { ConsoleToPortal, GenerationEndFrame, PortalToConsole } from '@/shared/protocol/console.ts';
import type { GenerationState } from '@/shared/schemas/chat.ts';
import type { GenerationView } from './types.ts';

export type ConsoleSocket = Socket<PortalToConsole, ConsoleToPortal>;
type Subscribed = Reply<{ state: GenerationState; lastSeq: number }>;
/** As it comes over the wire: instants are strings. */
type EndFrame = Pick<GenerationEndFrame, 'generationId' | 'state' | 'lastSeq'>;

const ANSWER_TIMEOUT_MS = 8000;

/**
 * A stored answer and what comes after it. Live steps are applied as they arrive and shown at most once an
 * animation frame; `onOver` is called when the stored message should be read again.
 */
export function useAnswer(
  generation: GenerationView,
  socket: ConsoleSocket | null,
  onOver: () => void,
): AnswerState {
  const [seen, setSeen] = useState(() => openAnswer(generation));
  const wasOver = useEffectEvent(onOver);
  const stored = useEffectEvent(() => generation);
  const live = isWriting(generation.state);

  useEffect(() => {
    if (!live || !socket) return;
    return follow(socket, openAnswer(stored()), setSeen, () => wasOver());
  }, [socket, generation.id, live]);

  // A refetch may bring more than was seen, and always brings the last word on an ended answer.
  return live ? mergeStored(seen, generation) : openAnswer(generation);
}

/** Follows one answer on a socket, over its reconnects, until the answer is over; returns what stops it. */
function follow(
  socket: ConsoleSocket,
  from: AnswerState,
  show: (state: AnswerState) => void,
  onOver: () => void,
): () => void {
  const { generationId } = from;
  let state = from;
  let frame = 0;
  let asking = false;
  const render = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      show(state);
    });
  };
  const subscribe = async (): Promise<void> => {
    if (asking || !socket.connected) return;
    asking = true;
    try {
      const reply = (await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('generation:subscribe', {
        generationId,
        afterSeq: state.lastSeq,
      })) as unknown as Subscribed;
      // Ended before the subscription: no end frame will come, so the stored message tells the rest.
      if (!reply.ok || !isWriting(reply.data.state)) onOver();
    } catch {
      // No reply in time: the connection is being lost, and its return subscribes again.
    } finally {
      asking = false;
    }
  };
  const onConnect = (): void => void subscribe();
  const onDeltas = (it: {
    generationId: string;
    deltas: readonly {
      seq: number;
      kind: 'text' | 'reasoning';
      text: string;
      completionTokens: number;
      at: unknown;
    }[];
  }): void => {
    if (it.generationId !== generationId) return;
    const applied = applyDeltas(state, it.deltas as Parameters<typeof applyDeltas>[1]);
    settle(applied.state, applied.gap);
  };
  const onEnd = (it: EndFrame): void => {
    if (it.generationId !== generationId) return;
    const applied = applyEnd(state, it);
    settle(applied.state, applied.gap);
  };
  const settle = (next: AnswerState, gap: boolean): void => {
    const changed = next !== state;
    state = next;
    if (changed) render();
    if (gap) void subscribe();
    else if (changed && hasEnded(state)) onOver();
  };
  socket.on('connect', onConnect);
  socket.on('generation:deltas', onDeltas);
  socket.on('generation:end', onEnd);
  void subscribe();
  return () => {
    cancelAnimationFrame(frame);
    socket.off('connect', onConnect);
    socket.off('generation:deltas', onDeltas);
    socket.off('generation:end', onEnd);
    if (socket.connected) socket.emit('generation:unsubscribe', { generationId }, () => undefined);
  };
}
