import type { Server, Socket } from 'socket.io';
import type { RefusalLog } from './refusal-log.ts';
import { createTokenBucket, type Rate } from './token-bucket.ts';

type Connection = Socket['conn'];
export type Allowance = { bytes: Rate; packets: Rate; largestBytes: number };

/** Enough to say who one is, once or twice. */
const STRANGER: Allowance = {
  bytes: { burst: 64_000, perSecond: 0 },
  packets: { burst: 20, perSecond: 0 },
  largestBytes: 64_000,
};
const MOST_STRANGERS = 500;
/** Unsent, a side that does not read holds so much of the portal's memory; for so long, then it is let go. */
const MOST_UNSENT = { bytes: 1_000_000, packets: 500 };
const LOOK_MS = 1000;
const PATIENT_LOOKS = 5;

export type Connections = ReturnType<typeof boundConnections>;

/**
 * What one connection may bring and leave lying, whoever is at its end, before anything of it is parsed. A stranger
 * may say little; who has been admitted has an allowance that an honest program does not come near. Beyond it the
 * connection ends: its owner comes again, and goes on from where it was.
 */
export function boundConnections(io: Server, log: RefusalLog) {
  const open = new Map<Connection, ReturnType<typeof boundConnection>>();
  let strangers = 0;
  io.engine.on('connection', (connection: Connection) => {
    const bounded = boundConnection(connection, log);
    open.set(connection, bounded);
    strangers += 1;
    if (strangers > MOST_STRANGERS) bounded.end('too many strangers at once');
    connection.on('close', () => {
      open.delete(connection);
      if (bounded.isStranger()) strangers -= 1;
    });
  });
  const looking = setInterval(() => {
    for (const it of open.values()) it.look();
  }, LOOK_MS);
  return {
    admit(connection: Connection, who: string, allowance: Allowance): void {
      const bounded = open.get(connection);
      if (!bounded?.isStranger()) return;
      strangers -= 1;
      bounded.admit(who, allowance);
    },
    close: (): void => clearInterval(looking),
  };
}

function boundConnection(connection: Connection, log: RefusalLog) {
  let isStranger = true;
  let who = `a stranger at ${connection.remoteAddress}`;
  let { largestBytes } = STRANGER;
  let bytes = createTokenBucket(STRANGER.bytes);
  let packets = createTokenBucket(STRANGER.packets);
  let looksOver = 0;

  const end = (why: string): void => {
    log.note('warn', who, {}, `connection ended: ${why}`);
    // What has come already is not read any more.
    connection.removeAllListeners('data');
    connection.close(true);
  };
  connection.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
    if (connection.readyState !== 'open') return;
    if (type === 'message' && typeof data !== 'string') return end('it sent what is no text');
    const size = typeof data === 'string' ? data.length : 0;
    if (size > largestBytes) return end(`a message of ${size} characters`);
    if (!packets.take() || !bytes.take(size)) end('it sent more than it may');
  });
  return {
    end,
    isStranger: (): boolean => isStranger,
    admit(name: string, allowance: Allowance): void {
      isStranger = false;
      who = name;
      largestBytes = allowance.largestBytes;
      bytes = createTokenBucket(allowance.bytes);
      packets = createTokenBucket(allowance.packets);
    },
    look(): void {
      const unsent = unsentOf(connection);
      const isOver = unsent.bytes > MOST_UNSENT.bytes || unsent.packets > MOST_UNSENT.packets;
      looksOver = isOver ? looksOver + 1 : 0;
      if (looksOver >= PATIENT_LOOKS) end(`it has not read ${unsent.bytes} bytes`);
    },
  };
}

type Inside = {
  writeBuffer?: { data?: { length?: number } }[];
  transport?: { socket?: { bufferedAmount?: number } };
};

/** What waits in engine.io, and what its WebSocket has taken and could not send. */
function unsentOf(connection: Connection): { bytes: number; packets: number } {
  const { writeBuffer = [], transport } = connection as unknown as Inside;
  const waiting = writeBuffer.reduce((sum, it) => sum + (it.data?.length ?? 0), 0);
  return { bytes: waiting + (transport?.socket?.bufferedAmount ?? 0), packets: writeBuffer.length };
}
