import { io, type Socket } from 'socket.io-client';
import type { GenerationEndFrame } from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { AnswerEvent } from './answer-history.ts';

type Reply = { ok: boolean; data?: { state: string; lastSeq: number }; error?: { code: string } };
type Options = {
  /** Asked at each connection: a viewer may come back to another portal. */
  url(): string;
  cookie: string;
  origin: string;
  generationId: string;
  afterSeq?: number;
};

const RETRY_MS = 100;

/**
 * A browser's side of one answer, writing down everything it lives through: it subscribes from where it is, and
 * after a break it comes back and does so again.
 */
export function watchAnswer({ url, cookie, origin, generationId, afterSeq = 0 }: Options) {
  const events: AnswerEvent[] = [];
  let seq = afterSeq;
  let socket: Socket | null = null;
  let isClosed = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;

  const connect = (): void => {
    const opened = io(`${url()}/ui`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie, origin },
    });
    socket = opened;
    opened.on('generation:deltas', (it: { deltas: GenerationDelta[] }) => {
      events.push({ type: 'steps', steps: it.deltas });
      seq = Math.max(seq, it.deltas.at(-1)!.seq);
    });
    opened.on('generation:end', ({ state, lastSeq, energyJoules }: GenerationEndFrame) => {
      events.push({ type: 'ended', state, lastSeq, energyJoules });
      isOver = true;
    });
    opened.once('connect', () => {
      events.push({ type: 'subscribed', afterSeq: seq });
      opened.emit('generation:subscribe', { generationId, afterSeq: seq }, ({ data }: Reply) => {
        if (!data) return void opened.disconnect();
        events.push({ type: 'told', ...data });
        isOver ||= !['queued', 'dispatched', 'running'].includes(data.state);
      });
    });
    opened.once('connect_error', again);
    opened.once('disconnect', () => {
      events.push({ type: 'cut' });
      again();
    });
  };
  const again = (): void => {
    if (isClosed || isOver) return;
    timer = setTimeout(connect, RETRY_MS);
  };
  connect();
  return {
    events,
    seq: (): number => seq,
    isOver: (): boolean => isOver,
    /** Breaks the connection without a goodbye. One that is still being made is not broken: its client would wait it out. */
    cut(): void {
      if (socket?.connected) socket.io.engine.close();
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
export type AnswerViewer = ReturnType<typeof watchAnswer>;
