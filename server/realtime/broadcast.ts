import type { Hint } from '@/shared/protocol/console.ts';
import { inBackground, type ServiceContext } from '../context.ts';
import type { AnswerRelay } from './answer-relay.ts';
import type { AnswerViewers } from './answer-viewers.ts';
import type { ConsoleNamespace } from './console-namespace.ts';
import type { ExpectedAnswers } from './expected-answers.ts';
import { gatherHints } from './gather-hints.ts';
import type { LiveFrames } from './live-frames.ts';
import type { Peers } from './peers.ts';
import { chatRoom, roomOf, userRoom, WALL, wallRoom } from './rooms.ts';

type Watched = {
  viewers: AnswerViewers;
  expected: ExpectedAnswers;
  live: LiveFrames;
  relay: AnswerRelay;
  peers: Peers;
};

const ON_WALL: ReadonlySet<Hint['kind']> = new Set(['machine', 'booking', 'maintenance', 'session']);

/** Turns domain events into hints and frames for the browsers; returns what undoes it. */
export function broadcast(
  namespace: ConsoleNamespace,
  ctx: ServiceContext,
  { viewers, expected, live, relay, peers }: Watched,
): () => void {
  // Alone, a hint is not worth a statement.
  const everywhere = () => (peers.isAlone() ? namespace.local : namespace);
  const hints = gatherHints((room, list) => void everywhere().to(room).emit('hints', list));
  const lab = roomOf({ kind: 'lab' });
  const hint = (room: string, it: Hint): void => {
    hints.add(room, it);
    if (room === lab && ON_WALL.has(it.kind)) hints.add(WALL, it);
  };

  const queueHint = (id: string): void =>
    hint(roomOf({ kind: 'session', id }), { kind: 'session-queue', id, revision: 0 });

  const off = [
    ctx.bus.on('machine.changed', ({ machineId, revision }) =>
      hint(lab, { kind: 'machine', id: machineId, revision }),
    ),
    ctx.bus.on('booking.changed', ({ bookingId, revision }) =>
      hint(lab, { kind: 'booking', id: bookingId, revision }),
    ),
    ctx.bus.on('hold.changed', ({ holdId }) => hint(lab, { kind: 'hold', id: holdId, revision: 0 })),
    ctx.bus.on('wait.changed', ({ waitId }) => hint(lab, { kind: 'hold', id: waitId, revision: 0 })),
    ctx.bus.on('notification.added', ({ personId }) =>
      hint(lab, { kind: 'notification', id: personId, revision: 0 }),
    ),
    ctx.bus.on('alert.changed', () => hint(lab, { kind: 'alert', id: 'lab', revision: 0 })),
    ctx.bus.on('model-copy.changed', ({ copyId }) =>
      hint(lab, { kind: 'model-copy', id: copyId, revision: 0 }),
    ),
    ctx.bus.on('maintenance.changed', ({ machineId }) =>
      hint(lab, { kind: 'maintenance', id: machineId, revision: 0 }),
    ),
    ctx.bus.on('booking-rule.changed', ({ ruleId }) =>
      hint(lab, { kind: 'booking-rule', id: ruleId, revision: 0 }),
    ),
    ctx.bus.on('qualification.changed', ({ qualificationId }) =>
      hint(lab, { kind: 'qualification', id: qualificationId, revision: 0 }),
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
    ctx.bus.on('conversation.unshared', ({ conversationId, ownerId }) =>
      // Who may still see it comes back at once and is asked anew.
      everywhere().in(chatRoom(conversationId)).except(userRoom(ownerId)).disconnectSockets(true),
    ),
    ctx.bus.on('lab.changed', ({ what }) => hint(lab, { kind: 'lab', id: what, revision: 0 })),
    ctx.bus.on('member.changed', ({ userId }) => {
      hint(lab, { kind: 'member', id: userId, revision: 0 });
      // Signed out or another role: the socket comes back and is asked anew.
      namespace.local.in(userRoom(userId)).disconnectSockets(true);
      peers.tell('member.changed', { userId });
    }),
    ctx.bus.on('wall.revoked', ({ wallId }) => {
      namespace.local.in(wallRoom(wallId)).disconnectSockets(true);
      peers.tell('wall.revoked', { wallId });
    }),
    ctx.bus.on('generation.asked', (it) => {
      expected.asked(it);
      peers.tell('answers.asked', it);
    }),
    ctx.bus.on('generation.appended', ({ generationId, sessionId, deltas }) => {
      live.takeDeltas(sessionId, generationId, deltas);
      inBackground(ctx, 'an answer could not be shown', viewers.append(generationId, deltas));
      relay.appended(generationId, deltas.at(-1)!.seq);
    }),
    ctx.bus.on('generation.progress', (frame) => {
      viewers.progress(frame);
      relay.progress(frame);
    }),
    ctx.bus.on('queue.changed', ({ sessionId }) => queueHint(sessionId)),
    ctx.bus.on('generation.ended', ({ sessionId, ...frame }) => {
      queueHint(sessionId);
      live.endAnswer(frame.generationId);
      inBackground(ctx, 'an answer’s end could not be shown', viewers.finish(frame));
      relay.ended(frame);
    }),
  ];
  return () => {
    hints.close();
    for (const undo of off) undo();
  };
}
