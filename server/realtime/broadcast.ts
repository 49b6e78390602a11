import type { LiveReading } from '@/shared/schemas/machine.ts';
import type { Hint } from '@/shared/protocol/console.ts';
import { inBackground, type ServiceContext } from '../context.ts';
import type { AnswerViewers } from './answer-viewers.ts';
import type { ConsoleNamespace } from './console-namespace.ts';
import { roomOf, userRoom } from './rooms.ts';

const FRAME_MS = 1000;
/** Token rates are told over this window, so that one gathered flush is not a spike. */
const RATE_WINDOW_MS = 3000;

type TokenMark = { atMs: number; tokens: number };

/** Turns domain events into hints and frames for the browsers; returns what undoes it. */
export function broadcast(
  namespace: ConsoleNamespace,
  ctx: ServiceContext,
  viewers: AnswerViewers,
): () => void {
  const hint = (room: string, it: Hint): void => void namespace.to(room).emit('hint', it);
  const lab = roomOf({ kind: 'lab' });
  const metrics = collectMetrics();

  const off = [
    ctx.bus.on('machine.changed', ({ machineId, revision }) =>
      hint(lab, { kind: 'machine', id: machineId, revision }),
    ),
    ctx.bus.on('booking.changed', ({ bookingId, revision }) =>
      hint(lab, { kind: 'booking', id: bookingId, revision }),
    ),
    ctx.bus.on('session.changed', ({ sessionId, revision }) =>
      hint(lab, { kind: 'session', id: sessionId, revision }),
    ),
    ctx.bus.on('session.logged', ({ sessionId, lastSeq }) =>
      hint(roomOf({ kind: 'session', id: sessionId }), {
        kind: 'session-log',
        id: sessionId,
        revision: lastSeq,
      }),
    ),
    ctx.bus.on('conversation.changed', ({ conversationId, revision }) => {
      const it = { kind: 'conversation', id: conversationId, revision } as const;
      // The lab room learns only that some chat changed; whether one may see it is asked when it is read.
      hint(lab, it);
    }),
    ctx.bus.on('member.changed', ({ userId }) => {
      hint(lab, { kind: 'member', id: userId, revision: 0 });
      // Signed out or another role: the socket comes back and is asked anew.
      namespace.in(userRoom(userId)).disconnectSockets(true);
    }),
    ctx.bus.on('samples.stored', (it) => metrics.addReading(it)),
    ctx.bus.on('generation.appended', ({ generationId, sessionId, deltas }) => {
      metrics.addTokens(sessionId, generationId, deltas.at(-1)!.completionTokens);
      inBackground(ctx, 'an answer could not be shown', viewers.append(generationId, deltas));
    }),
    ctx.bus.on('generation.ended', ({ conversationId: _conversation, sessionId: _session, ...frame }) => {
      metrics.endGeneration(frame.generationId);
      inBackground(ctx, 'an answer’s end could not be shown', viewers.finish(frame));
    }),
  ];
  const timer = setInterval(() => {
    const frame = metrics.take();
    if (frame) namespace.to(lab).volatile.emit('metrics:frame', frame);
  }, FRAME_MS);
  return () => {
    clearInterval(timer);
    for (const undo of off) undo();
  };
}

function collectMetrics() {
  const readings = new Map<string, { machineId: string; simulated: boolean; live: LiveReading }>();
  const generations = new Map<string, number>();
  const sessions = new Map<string, { marks: TokenMark[]; tokens: number }>();
  return {
    addReading: (it: { machineId: string; simulated: boolean; live: LiveReading }) =>
      void readings.set(it.machineId, it),
    addTokens(sessionId: string, generationId: string, completionTokens: number): void {
      const added = completionTokens - (generations.get(generationId) ?? 0);
      generations.set(generationId, completionTokens);
      const session = sessions.get(sessionId) ?? { marks: [], tokens: 0 };
      session.tokens += Math.max(0, added);
      session.marks.push({ atMs: Date.now(), tokens: Math.max(0, added) });
      sessions.set(sessionId, session);
    },
    endGeneration: (generationId: string) => void generations.delete(generationId),
    take() {
      const nowMs = Date.now();
      const rates = [...sessions].map(([sessionId, it]) => {
        it.marks = it.marks.filter((mark) => mark.atMs > nowMs - RATE_WINDOW_MS);
        const tokens = it.marks.reduce((sum, mark) => sum + mark.tokens, 0);
        return { sessionId, tokensPerSecond: tokens / (RATE_WINDOW_MS / 1000), completionTokens: it.tokens };
      });
      for (const { sessionId, tokensPerSecond } of rates)
        if (tokensPerSecond === 0) sessions.delete(sessionId);
      const machines = [...readings.values()];
      readings.clear();
      if (machines.length === 0 && rates.length === 0) return null;
      return { at: new Date(nowMs), machines, sessions: rates };
    },
  };
}
