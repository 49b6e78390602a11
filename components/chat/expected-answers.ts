import { type AnswerState, applyDeltas, applyEnd, openAnswer } from '@/shared/domain/answer-stream.ts';
import { type ConsoleSocket, type DeltasFrame, deltasOf, type EndFrame } from './types.ts';

/*
 * Answers whose question is still being posted. The portal sends them from their first step on, which may come before
 * the reply to the post: they are gathered here until the message that shows them takes over.
 */
type Expected = { state: AnswerState; isWhole: boolean; stop(): void };

const MOST = 8;
const expected = new Map<string, Expected>();

const unwritten = (id: string) => ({
  id,
  text: '',
  reasoning: '',
  toolCalls: [],
  thoughtMs: null,
  thoughtTokens: null,
  lastSeq: 0,
  completionTokens: 0,
  state: 'queued' as const,
});

/** Says to the portal that this answer is about to be asked for, before the question itself. */
export function expectAnswer(socket: ConsoleSocket | null, generationId: string): void {
  if (!socket?.connected || expected.has(generationId)) return;
  const it: Expected = { state: openAnswer(unwritten(generationId)), isWhole: true, stop };
  const onDeltas = (frame: DeltasFrame): void => {
    if (frame.generationId !== generationId) return;
    const { state, gap } = applyDeltas(it.state, deltasOf(frame));
    Object.assign(it, { state, isWhole: it.isWhole && !gap });
  };
  const onEnd = (frame: EndFrame): void => {
    if (frame.generationId === generationId) it.state = applyEnd(it.state, frame).state;
  };
  const onDisconnect = (): void => void (it.isWhole = false);
  function stop(): void {
    expected.delete(generationId);
    socket!.off('generation:deltas', onDeltas);
    socket!.off('generation:end', onEnd);
    socket!.off('disconnect', onDisconnect);
  }
  socket.on('generation:deltas', onDeltas);
  socket.on('generation:end', onEnd);
  socket.on('disconnect', onDisconnect);
  expected.set(generationId, it);
  if (expected.size > MOST) expected.values().next().value!.stop();
  socket.emit('generation:expect', { generationId }, () => undefined);
}

/** What has come of it, and whether without a hole; null when it was not expected. Whoever asks listens from now on. */
export function takeExpected(generationId: string): Pick<Expected, 'state' | 'isWhole'> | null {
  const it = expected.get(generationId);
  it?.stop();
  return it ?? null;
}

/** The question was not taken. */
export function dropExpected(socket: ConsoleSocket | null, generationId: string): void {
  const it = expected.get(generationId);
  it?.stop();
  if (it && socket?.connected) socket.emit('generation:unsubscribe', { generationId }, () => undefined);
}
