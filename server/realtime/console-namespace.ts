import type { Namespace, Socket } from 'socket.io';
import { bindCatalog } from '@/shared/protocol/bind.ts';
import {
  consoleEvents,
  type ConsoleToPortal,
  type GenerationEndFrame,
  type GenerationProgressFrame,
  type PortalToConsole,
} from '@/shared/protocol/console.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { type Actor, authorize, inBackground, type ServiceContext } from '../context.ts';
import { isServiceError, ServiceError } from '../errors.ts';
import { toWireError } from '../wire-error.ts';
import { requireVisibleChat, type SeenAnswer, watchAnswer } from '../modules/chat/index.ts';
import { isOpen, LOG_PAGE } from '../modules/generations/index.ts';
import { type Admissions, createAdmissions } from './admissions.ts';
import type { AnswerRelay } from './answer-relay.ts';
import type { AnswerViewers } from './answer-viewers.ts';
import type { ChatPeople } from './chat-people.ts';
import type { Allowance, Connections } from './connections.ts';
import type { ExpectedAnswers } from './expected-answers.ts';
import { createLane } from '../lane.ts';
import type { LiveFrames } from './live-frames.ts';
import type { Peers } from './peers.ts';
import { chatRoom, roomOf, userRoom } from './rooms.ts';
import type { RefusalLog } from './refusal-log.ts';
import { guardSocket } from './socket-guard.ts';
import { createStepsSender, type StepsSender } from './steps-sender.ts';
import { bindWall } from './wall-socket.ts';

export type ConsoleSocketData = { actor: Extract<Actor, { kind: 'user' | 'wall' }>; headers: Headers };
export type ConsoleNamespace = Namespace<
  ConsoleToPortal,
  PortalToConsole,
  Record<string, never>,
  ConsoleSocketData
>;
type ConsoleSocket = Socket<ConsoleToPortal, PortalToConsole, Record<string, never>, ConsoleSocketData>;

const SOCKETS_PER_USER = 20;
/** A page shows a few at once. */
const ANSWERS_PER_SOCKET = 50;
/** More than a page asks for when it comes back with all that it shows. */
const ALLOWANCE: Allowance = {
  bytes: { burst: 500_000, perSecond: 20_000 },
  packets: { burst: 600, perSecond: 40 },
  largestBytes: 64_000,
};
const MESSAGES = { burst: 240, perSecond: 12 };
const PATIENCE = 60;
const CONNECTIONS = { burst: 60, perSecond: 2 };
/** Reading answers from their log is what costs. */
const ONE_PAGE = { answers: { atOnce: 2, waiting: 60 }, rest: { atOnce: 8, waiting: 120 } };

type Deps = {
  makeContext(actor: Actor): ServiceContext;
  actorOf(headers: Headers): Promise<Actor>;
  viewers: AnswerViewers;
  expected: ExpectedAnswers;
  relay: AnswerRelay;
  peers: Peers;
  live: LiveFrames;
  people: ChatPeople;
  connections: Connections;
  log: RefusalLog;
};

/** Browsers: signed in by the cookie of their upgrade request; every event is parsed and authorised. */
export function serveConsoles(namespace: ConsoleNamespace, deps: Deps): void {
  const admissions = createAdmissions(CONNECTIONS);
  admissions.guard(
    namespace,
    (socket: ConsoleSocket) => admit(namespace, socket, deps, admissions),
    (error) => Object.assign(new Error(toWireError(error).message), { data: toWireError(error) }),
  );
  const sender = createStepsSender(namespace);
  namespace.on('connection', (socket) => {
    const { actor } = socket.data;
    const { id } = actor;
    if (actor.kind === 'wall')
      return bindWall(namespace, socket, actor, { ...deps, onCutOff: () => admissions.cutOff(id) });
    // Of many that came at the same moment, each was counted before the others were here.
    if (socketsOf(namespace, id) >= SOCKETS_PER_USER) return void socket.disconnect(true);
    void socket.join(userRoom(id));
    deps.connections.admit(socket.conn, `person ${id}`, ALLOWANCE);
    bind(socket, deps, sender, () => admissions.cutOff(id));
    socket.on('disconnect', () => {
      socket.conn.close();
      deps.viewers.detachAll(socket.id);
      deps.expected.forgetAll(socket.id);
      deps.people.goneAll(socket.id);
    });
  });
}

async function admit(
  namespace: ConsoleNamespace,
  socket: ConsoleSocket,
  deps: Deps,
  admissions: Admissions,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(socket.handshake.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  if (!headers.has('origin')) throw new ServiceError('FORBIDDEN', 'Open the console in a browser.');
  const actor = await deps.actorOf(headers);
  if (actor.kind !== 'user' && actor.kind !== 'wall')
    throw new ServiceError('UNAUTHORIZED', 'Sign in first.');
  admissions.count(actor.id);
  socket.data = { actor, headers };
  if (actor.kind === 'wall') return;
  const here = socketsOf(namespace, actor.id);
  const elsewhere = await deps.peers.askAll('user.sockets', { userId: actor.id });
  if (elsewhere.reduce((sum, it) => sum + it.count, here) >= SOCKETS_PER_USER) {
    throw new ServiceError('LIMIT_EXCEEDED', 'You have this console open too many times. Close a few tabs.');
  }
}

export const socketsOf = (namespace: ConsoleNamespace, userId: string): number =>
  namespace.adapter.rooms.get(userRoom(userId))?.size ?? 0;

/** What one page is sent of an answer it watches. */
function listenerOf(socket: ConsoleSocket, sender: StepsSender) {
  return (generationId: string, ctx: ServiceContext) => ({
    send: (deltas: GenerationDelta[]) => sender.send(socket.id, generationId, deltas),
    end: (frame: GenerationEndFrame) => {
      sender.flush();
      socket.emit('generation:end', frame);
    },
    progress: (frame: GenerationProgressFrame) => void socket.emit('generation:progress', frame),
    fail: (error: unknown) => {
      ctx.logger.warn({ generationId, err: error }, 'an answer could not be read; its viewer comes again');
      socket.disconnect(true);
    },
  });
}

function bind(socket: ConsoleSocket, deps: Deps, sender: StepsSender, onCutOff: () => void): void {
  const lanes = { answers: createLane(ONE_PAGE.answers), rest: createLane(ONE_PAGE.rest) };
  // Role and sign-in are asked again at each subscription: a socket may outlive both.
  const context = async (): Promise<ServiceContext> => {
    const actor = await deps.actorOf(socket.data.headers);
    if (actor.kind === 'user') return deps.makeContext(actor);
    socket.disconnect(true);
    throw new ServiceError('UNAUTHORIZED', 'Your sign-in has ended.');
  };
  // It may have gone meanwhile, and who is gone leaves no room any more.
  const join = async (room: string): Promise<void> => {
    if (socket.connected) await socket.join(room);
  };
  const listen = listenerOf(socket, sender);
  // It may have been unshared between the look that allowed it and the room that would have cut it off.
  const stillAllowed = async (ctx: ServiceContext, generationId: string, viewerId: string): Promise<void> => {
    try {
      await watchAnswer(ctx, { generationId, afterSeq: 0, limit: 0 });
    } catch (error) {
      deps.viewers.detach(generationId, viewerId);
      throw error;
    }
  };
  const follow = async (ctx: ServiceContext, generationId: string, afterSeq: number) => {
    let seen: SeenAnswer | null = null;
    await deps.viewers.attach(generationId, socket.id, afterSeq, listen(generationId, ctx), async () => {
      seen = await watchAnswer(ctx, { generationId, afterSeq, limit: LOG_PAGE });
      if (seen.conversationId !== null) await join(chatRoom(seen.conversationId));
      return seen.steps;
    });
    const { state, lastSeq } = seen!;
    await stillAllowed(ctx, generationId, socket.id);
    if (isOpen(state)) deps.relay.watch(generationId);
    else deps.viewers.told(generationId, socket.id);
    return { state, lastSeq };
  };
  bindCatalog(
    socket,
    consoleEvents,
    {
      pulse: () => ({}),
      'topic:subscribe': async (topic) => {
        authorize(await context(), topic.kind === 'wall' ? 'wall:read' : 'lab:read');
        await join(roomOf(topic));
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
        return follow(ctx, generationId, afterSeq);
      },
      'generation:expect': async ({ generationId }) => {
        const ctx = await context();
        deps.expected.expect(generationId, {
          socketId: socket.id,
          userId: socket.data.actor.id,
          // Who asked may no longer see the chat by now.
          begin() {
            const begun = follow(ctx, generationId, 0).catch((error: unknown) => {
              if (!isServiceError(error)) throw error;
            });
            inBackground(ctx, 'an expected answer could not be shown', begun);
          },
        });
        return {};
      },
      'chat:here': async ({ conversationId, isTyping }) => {
        const ctx = await context();
        await requireVisibleChat(ctx, { conversationId });
        // Who may no longer see it is cut off by this room.
        await join(chatRoom(conversationId));
        if (socket.connected) deps.people.here(socket.id, socket.data.actor.id, conversationId, isTyping);
        return {};
      },
      'chat:gone': ({ conversationId }) => {
        deps.people.gone(socket.id, conversationId);
        return {};
      },
      'generation:unsubscribe': ({ generationId }) => {
        deps.viewers.detach(generationId, socket.id);
        deps.expected.forget(generationId, socket.id);
        return {};
      },
    },
    guardSocket(socket, {
      catalog: consoleEvents,
      messages: MESSAGES,
      patience: PATIENCE,
      lanesOf: (event) => [event === 'generation:subscribe' ? lanes.answers : lanes.rest],
      who: `person ${socket.data.actor.id}`,
      log: deps.log,
      onCutOff,
    }),
  );
}
