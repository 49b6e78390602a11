import type { Namespace, Socket } from 'socket.io';
import { bindCatalog } from '@/shared/protocol/bind.ts';
import { consoleEvents } from '@/shared/protocol/console.ts';
import type { Actor } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { createLane } from '../lane.ts';
import type { Connections } from './connections.ts';
import type { LiveFrames } from './live-frames.ts';
import type { RefusalLog } from './refusal-log.ts';
import { roomOf, wallRoom } from './rooms.ts';
import { guardSocket } from './socket-guard.ts';

/** One link is for one screen, or a few beside each other. */
const SCREENS_PER_LINK = 20;
/** Then it comes again and is asked anew: so long at most does a screen outlive its link, should no word reach here. */
const LONGEST_MS = 15 * 60_000;
const ALLOWANCE = {
  bytes: { burst: 20_000, perSecond: 500 },
  packets: { burst: 60, perSecond: 4 },
  largestBytes: 2000,
};
const MESSAGES = { burst: 30, perSecond: 2 };
const PATIENCE = 10;
const LANE = { atOnce: 1, waiting: 10 };

type WallActor = Extract<Actor, { kind: 'wall' }>;
type Deps = {
  live: LiveFrames;
  connections: Connections;
  log: RefusalLog;
  onCutOff(): void;
};

/** A screen hears the wall and asks for nothing else, whatever it says. */
export function bindWall(
  namespace: Pick<Namespace, 'adapter'>,
  socket: Socket,
  { id }: WallActor,
  { live, connections, log, onCutOff }: Deps,
): void {
  if ((namespace.adapter.rooms.get(wallRoom(id))?.size ?? 0) >= SCREENS_PER_LINK)
    return void socket.disconnect(true);
  void socket.join(wallRoom(id));
  connections.admit(socket.conn, `wall ${id}`, ALLOWANCE);
  const again = setTimeout(() => socket.disconnect(true), LONGEST_MS * (0.5 + Math.random() / 2));
  socket.on('disconnect', () => {
    clearTimeout(again);
    socket.conn.close();
  });
  const refuse = (): never => {
    throw new ServiceError('FORBIDDEN', 'This screen shows the wall and nothing else.');
  };
  const lane = createLane(LANE);
  bindCatalog(
    socket,
    consoleEvents,
    {
      pulse: () => ({}),
      'topic:subscribe': async (topic) => {
        if (topic.kind !== 'wall') return refuse();
        if (socket.connected) await socket.join(roomOf(topic));
        live.greet(socket.id, topic);
        return {};
      },
      'topic:unsubscribe': async (topic) => {
        await socket.leave(roomOf(topic));
        return {};
      },
      'generation:subscribe': refuse,
      'generation:expect': refuse,
      'generation:unsubscribe': refuse,
      'chat:here': refuse,
      'chat:gone': refuse,
    },
    guardSocket(socket, {
      catalog: consoleEvents,
      messages: MESSAGES,
      patience: PATIENCE,
      lanesOf: () => [lane],
      who: `wall ${id}`,
      log,
      onCutOff,
    }),
  );
}
