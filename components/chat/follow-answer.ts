import {
  type AnswerState,
  applyDeltas,
  applyEnd,
  hasEnded,
  isWriting,
} from '@/shared/domain/answer-stream.ts';
import type { Reply } from '@/shared/protocol/catalog.ts';
import type { GenerationState } from '@/shared/schemas/chat.ts';
import { takeExpected } from './expected-answers.ts';
import { type ConsoleSocket, type DeltasFrame, deltasOf, type EndFrame } from './types.ts';

type Subscribed = Reply<{ state: GenerationState; lastSeq: number }>;

const ANSWER_TIMEOUT_MS = 8000;
/** An answer that was expected is sent without asking; if nothing has come by then, it is asked for after all. */
const EXPECTED_MS = 500;

/**
 * Follows one answer on a socket, over its reconnects, until the answer is over; returns what stops it. What has come is
 * shown at most once an animation frame. `onOver` is told whether the answer has ended, or can't be followed.
 */
export function followAnswer(
  socket: ConsoleSocket,
  from: AnswerState,
  show: (state: AnswerState) => void,
  onOver: (hasEnded: boolean) => void,
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
      if (!reply.ok || !isWriting(reply.data.state)) onOver(reply.ok);
    } catch {
      // No reply in time: the connection is being lost, and its return subscribes again.
    } finally {
      asking = false;
    }
  };
  const onConnect = (): void => void subscribe();
  const onDeltas = (it: DeltasFrame): void => {
    if (it.generationId !== generationId) return;
    const applied = applyDeltas(state, deltasOf(it));
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
    else if (changed && hasEnded(state)) onOver(true);
  };
  socket.on('connect', onConnect);
  socket.on('generation:deltas', onDeltas);
  socket.on('generation:end', onEnd);
  const early = takeExpected(generationId);
  if (early && early.state.lastSeq > state.lastSeq) settle(early.state, false);
  const askIfNothingCame = (): void => {
    if (state.lastSeq === 0) void subscribe();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (early?.isWhole) timer = setTimeout(askIfNothingCame, EXPECTED_MS);
  else void subscribe();
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    socket.off('connect', onConnect);
    socket.off('generation:deltas', onDeltas);
    socket.off('generation:end', onEnd);
    if (socket.connected) socket.emit('generation:unsubscribe', { generationId }, () => undefined);
  };
}
