import type { Namespace, Socket } from 'socket.io';
import { bindCatalog } from '@/shared/protocol/bind.ts';
import {
  consoleEvents,
  type ConsoleToPortal,
  type GenerationEndFrame,
  type PortalToConsole,
} from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { type Actor, authorize, type ServiceContext } from '../context.ts';
import { isServiceError, ServiceError, toWireError } from '../errors.ts';
import { type SeenAnswer, watchAnswer } from '../modules/chat/index.ts';
import { isOpen } from '../modules/generations/index.ts';
import type { AnswerRelay } from './answer-relay.ts';
import type { AnswerViewers } from './answer-viewers.ts';
import type { ExpectedAnswers } from './expected-answers.ts';
import type { LiveFrames } from './live-frames.ts';
import type { Peers } from './peers.ts';
import { chatRoom, roomOf, userRoom } from './rooms.ts';
import { createStepsSender, type StepsSender } from './steps-sender.ts';

export type ConsoleSocketData = { actor: Extract<Actor, { kind: 'user' }>; headers: Headers };
export type ConsoleNamespace = Namespace<
  ConsoleToPortal,
  PortalToConsole,
  Record<string, never>,
  ConsoleSocketData
>;
type ConsoleSocket = Socket<ConsoleToPortal, PortalToConsole, Record<string, never>, ConsoleSocketData>;

/** Steps of a log read at once. */
export const LOG_PAGE = 500;
const SOCKETS_PER_USER = 20;
/** A page shows a few at once. */
const ANSWERS_PER_SOCKET = 50;
const EVENTS_PER_10_S = 120;

type Deps = {
  makeContext(actor: Actor): ServiceContext;
  actorOf(headers: Headers): Promise<Actor>;
  viewers: AnswerViewers;
  expected: ExpectedAnswers;
  relay: AnswerRelay;
  peers: Peers;
  live: LiveFrames;
};

/** Browsers: signed in by the cookie of their upgrade request; every event is parsed and authorised. */
export function serveConsoles(namespace: ConsoleNamespace, deps: Deps): void {
  namespace.use((socket, next) => {
    admit(namespace, socket, deps).then(
      () => next(),
      (error: unknown) =>
        next(Object.assign(new Error(toWireError(error).message), { data: toWireError(error) })),
    );
  });
  const sender = createStepsSender(namespace);
  namespace.on('connection', (socket) => {
    void socket.join(userRoom(socket.data.actor.id));
    bind(socket, deps, sender);
    socket.on('disconnect', () => {
      deps.viewers.detachAll(socket.id);
      deps.expected.forgetAll(socket.id);
    });
  });
}

async function admit(namespace: ConsoleNamespace, socket: ConsoleSocket, deps: Deps): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(socket.handshake.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  if (!headers.has('origin')) throw new ServiceError('FORBIDDEN', 'Open the console in a browser.');
  const actor = await deps.actorOf(headers);
  if (actor.kind !== 'user') throw new ServiceError('UNAUTHORIZED', 'Sign in first.');
  const here = socketsOf(namespace, actor.id);
  const elsewhere = await deps.peers.askAll('user.sockets', { userId: actor.id });
  if (elsewhere.reduce((sum, it) => sum + it.count, here) >= SOCKETS_PER_USER) {
    throw new ServiceError('LIMIT_EXCEEDED', 'You have this console open too many times. Close a few tabs.');
  }
  socket.data = { actor, headers };
}

export const socketsOf = (namespace: ConsoleNamespace, userId: string): number =>
  namespace.adapter.rooms.get(userRoom(userId))?.size ?? 0;

function bind(socket: ConsoleSocket, deps: Deps, sender: StepsSender): void {
  const limited = limiter();
  // Role and sign-in are asked again at each subscription: a socket may outlive both.
  const context = async (): Promise<ServiceContext> => {
    limited();
    const actor = await deps.actorOf(socket.data.headers);
    if (actor.kind === 'user') return deps.makeContext(actor);
    socket.disconnect(true);
    throw new ServiceError('UNAUTHORIZED', 'Your sign-in has ended.');
  };
  const listen = (generationId: string, ctx: ServiceContext) => ({
    send: (deltas: GenerationDelta[]) => sender.send(socket.id, generationId, deltas),
    end: (frame: GenerationEndFrame) => {
      sender.flush();
      socket.emit('generation:end', frame);
    },
    fail: (error: unknown) => {
      ctx.logger.warn({ generationId, err: error }, 'an answer could not be read; its viewer comes again');
      socket.disconnect(true);
    },
  });
  // It may have been unshared between the look that allowed it and the room that would have cut it off.
  const stillAllowed = async (ctx: ServiceContext, generationId: string, viewerId: string): Promise<void> => {
    try {
      await watchAnswer(ctx, { generationId, afterSeq: 0, limit: 0 });
    } catch (error) {
      deps.viewers.detach(generationId, viewerId);
      throw error;
    }
  };
  bindCatalog(
    socket,
    consoleEvents,
    {
      pulse: () => ({}),
      'topic:subscribe': async (topic) => {
        authorize(await context(), 'lab:read');
        await socket.join(roomOf(topic));
        deps.live.greet(socket.id, topic);
        return {};
      },
      'topic:unsubscribe': async (topic) => {
        await socket.leave(roomOf(topic));
        return {};
      },
      'generation:subscribe': async ({ generationId, afterSeq }) => {
        const ctx = await context();
        if (deps.viewers.count(socket.id) >= ANSWERS_PER_SOCKET)
          throw new ServiceError('LIMIT_EXCEEDED', 'Too many answers are open in this page. Close some.');
        let seen: SeenAnswer | null = null;
        await deps.viewers.attach(generationId, socket.id, afterSeq, listen(generationId, ctx), async () => {
          seen = await watchAnswer(ctx, { generationId, afterSeq, limit: LOG_PAGE });
          await socket.join(chatRoom(seen.conversationId));
          return seen.steps;
        });
        const { state, lastSeq } = seen!;
        await stillAllowed(ctx, generationId, socket.id);
        if (isOpen(state)) deps.relay.watch(generationId);
        else deps.viewers.told(generationId, socket.id);
        return { state, lastSeq };
      },
      'generation:expect': async ({ generationId }) => {
        const ctx = await context();
        deps.expected.expect(generationId, {
          socketId: socket.id,
          userId: socket.data.actor.id,
          begin(conversationId) {
            void socket.join(chatRoom(conversationId));
            deps.viewers.attachNew(generationId, socket.id, listen(generationId, ctx));
            deps.relay.watch(generationId);
          },
        });
        return {};
      },
      'generation:unsubscribe': ({ generationId }) => {
        deps.viewers.detach(generationId, socket.id);
        deps.expected.forget(generationId, socket.id);
        return {};
      },
    },
    {
      toWireError,
      onError: (event, error) => {
        if (isServiceError(error)) return;
        deps.makeContext(socket.data.actor).logger.error({ event, err: error }, 'console message failed');
      },
    },
  );
}

function limiter(): () => void {
  let windowStart = 0;
  let count = 0;
  return () => {
    const now = Date.now();
    if (now - windowStart > 10_000) [windowStart, count] = [now, 0];
    if (++count > EVENTS_PER_10_S)
      throw new ServiceError('LIMIT_EXCEEDED', 'Too many requests at once. Wait a moment.');
  };
}
