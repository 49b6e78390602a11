import { io } from 'socket.io-client';
import { followAnswer } from '@/components/chat/follow-answer.ts';
import type { ConsoleSocket, DeltasFrame } from '@/components/chat/types.ts';
import { type AnswerState, isWriting, mergeStored, openAnswer } from '@/shared/domain/answer-stream.ts';

type Stored = Parameters<typeof openAnswer>[0];
type Options = {
  url: string;
  cookie: string;
  origin: string;
  /** The stored answer, as the page reads it when it is opened and when the answer is over. */
  read(): Promise<Stored>;
  /** What happens to frames between the socket and the page. */
  muddle?: (socket: ConsoleSocket) => ConsoleSocket;
  follow?: typeof followAnswer;
};
export type AnswerPage = ReturnType<typeof openAnswerPage>;
export type Shown = Pick<AnswerState, 'text' | 'reasoning'>;

const RETRY_MS = 60;

/** One answer on the chat's page, by the page's own code, and everything that it ever showed of it. */
export function openAnswerPage({ url, cookie, origin, read, muddle, follow = followAnswer }: Options) {
  const shown: Shown[] = [];
  let state: AnswerState | null = null;
  let isOver = false;
  let close = (): void => {};

  const show = (next: AnswerState): void => {
    state = next;
    shown.push({ text: next.text, reasoning: next.reasoning });
  };
  const load = async (): Promise<void> => {
    let isGone = false;
    close = () => void (isGone = true);
    const stored = await read();
    if (isGone) return;
    show(openAnswer(stored));
    if (!isWriting(stored.state)) return void (isOver = true);
    const socket: ConsoleSocket = io(`${url}/ui`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie, origin },
    });
    const again = (): void => {
      if (!isGone) setTimeout(() => isGone || socket.connect(), RETRY_MS);
    };
    socket.on('connect_error', again).on('disconnect', again);
    const unfollow = follow(muddle?.(socket) ?? socket, state!, show, () => void readAgain());
    const readAgain = async (): Promise<void> => {
      const fresh = await read();
      if (isGone) return;
      show(mergeStored(state!, fresh));
      if (isWriting(fresh.state)) return;
      isOver = true;
      close();
    };
    close = () => {
      isGone = true;
      unfollow();
      socket.removeAllListeners().disconnect();
    };
  };
  void load();
  return {
    shown,
    isOver: (): boolean => isOver,
    async reload(): Promise<void> {
      if (isOver) return;
      close();
      await load();
    },
    close: (): void => close(),
  };
}

/** Frames that come twice, late, turned round, or not at all. */
export const muddled =
  (dice: (sides: number) => number) =>
  (socket: ConsoleSocket): ConsoleSocket => {
    type Listener = (frame: DeltasFrame) => void;
    const inner = new Map<unknown, Listener>();
    const worse = (listener: Listener): Listener => {
      const late: DeltasFrame[] = [];
      return (frame) => {
        const roll = dice(10);
        if (roll === 0) return;
        if (roll === 1) return void late.push(frame);
        listener(roll === 2 ? { ...frame, deltas: frame.deltas.toReversed() } : frame);
        if (roll === 3) listener(frame);
        for (const it of late.splice(0)) listener(it);
      };
    };
    return {
      get connected() {
        return socket.connected;
      },
      on(event: string, listener: Listener) {
        const isFrame = event === 'generation:deltas';
        if (isFrame) inner.set(listener, worse(listener));
        socket.on(event as 'generation:deltas', inner.get(listener) ?? listener);
        return this;
      },
      off(event: string, listener: Listener) {
        socket.off(event as 'generation:deltas', inner.get(listener) ?? listener);
        return this;
      },
      emit: socket.emit.bind(socket),
      timeout: socket.timeout.bind(socket),
    } as unknown as ConsoleSocket;
  };

/** Without the page's own check: it takes whatever comes, in the order in which it comes. */
export const takingAll: typeof followAnswer = (socket, from, show, onOver) => {
  const { generationId } = from;
  let state = from;
  const onDeltas = (frame: DeltasFrame): void => {
    for (const { seq, kind, text } of frame.deltas) {
      if (kind === 'text' || kind === 'reasoning')
        state = { ...state, [kind]: state[kind] + text, lastSeq: seq };
    }
    show(state);
  };
  const ask = (): void => {
    socket.emit('generation:subscribe', { generationId, afterSeq: state.lastSeq }, () => undefined);
  };
  socket
    .on('connect', ask)
    .on('generation:deltas', onDeltas)
    .on('generation:end', () => onOver(true));
  return () => void socket.off('connect', ask).off('generation:deltas', onDeltas);
};

/** Without asking again: of what a connection lost, nothing is read from the log. */
export const askingOnce: typeof followAnswer = (socket, ...rest) => {
  let timesAsked = 0;
  const once = {
    get connected() {
      return socket.connected && timesAsked++ === 0;
    },
    on: socket.on.bind(socket),
    off: socket.off.bind(socket),
    emit: socket.emit.bind(socket),
    timeout: socket.timeout.bind(socket),
  };
  return followAnswer(once as unknown as ConsoleSocket, ...rest);
};
