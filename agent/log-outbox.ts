import type * as z from 'zod';
import type { LogLine } from '@/shared/schemas/session.ts';
import { takeFitting } from './bounded.ts';
import { cleanLine } from './lines.ts';
import { log, messageOf } from './log.ts';
import type { PortalClock } from './portal-clock.ts';
import { isPassing, type PortalLink } from './portal-link.ts';
import type { RankRef } from './runtime/runtime.ts';

type Line = z.input<typeof LogLine>;
type Queue = {
  ref: RankRef;
  lines: Line[];
  nextSeq: number;
  /** Lines dropped and not yet told, the last of them, in whose place they are told, and why it was. */
  dropped: number;
  lastDropped: Line | null;
  reason: string;
  inFlight: number;
  isSending: boolean;
  isClosed: boolean;
};

const GATHER_MS = 250;
const KEPT_LINES = 2000;
const MAX_BATCH = 500;
const RETRY_MS = 1000;
const AWAY = 'the portal could not be reached';
const REFUSED = 'the portal did not take them';

/**
 * Lines of the ranks on their way to the portal. Never blocks a rank's pipe: what can't be sent waits here, and past
 * 2000 lines the oldest go, counted and said so in their place.
 */
export function createLogOutbox(link: PortalLink, clock: Pick<PortalClock, 'now'>) {
  const queues = new Map<string, Queue>();

  const send = async (queue: Queue): Promise<void> => {
    const { sessionId, epoch } = queue.ref;
    while (queue.lines.length > 0 && link.isReady()) {
      // One less, for the mark of what was dropped.
      const lines = takeFitting(queue.lines, MAX_BATCH - 1);
      const told = queue.dropped;
      queue.inFlight = lines.length;
      let isTaken = true;
      try {
        await link.ask('rank:log', { sessionId, epoch, lines: [...markOf(queue), ...lines] });
      } catch (error) {
        if (isPassing(error)) {
          queue.inFlight = 0;
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
          continue;
        }
        log(`The portal does not take the log of session ${sessionId}: ${messageOf(error)}`);
        isTaken = false;
      }
      const gone = queue.lines.splice(0, lines.length);
      queue.inFlight = 0;
      if (isTaken) queue.dropped -= told;
      else noteDropped(queue, gone, REFUSED);
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
  };
  const schedule = (queue: Queue): void => {
    if (queue.isSending) return;
    queue.isSending = true;
    setTimeout(() => {
      void send(queue).finally(() => {
        queue.isSending = false;
        if (queue.lines.length > 0 && link.isReady()) schedule(queue);
        else if (queue.isClosed && queue.lines.length === 0) queues.delete(keyOf(queue.ref));
      });
    }, GATHER_MS);
  };

  return {
    push(ref: RankRef, stream: Line['stream'], text: string): void {
      const key = keyOf(ref);
      const queue = queues.get(key) ?? {
        ref,
        lines: [],
        nextSeq: 1,
        dropped: 0,
        lastDropped: null,
        reason: AWAY,
        inFlight: 0,
        isSending: false,
        isClosed: false,
      };
      queues.set(key, queue);
      queue.lines.push({
        rank: ref.rank,
        seq: queue.nextSeq++,
        at: clock.now().toISOString(),
        stream,
        text: cleanLine(text),
      });
      // The oldest that is not on its way makes room.
      if (queue.lines.length > KEPT_LINES) noteDropped(queue, queue.lines.splice(queue.inFlight, 1), AWAY);
      schedule(queue);
    },
    flush(): void {
      for (const queue of queues.values()) if (queue.lines.length > 0) schedule(queue);
    },
    /** The rank is gone: its queue is forgotten once it is empty. */
    close(ref: RankRef): void {
      const queue = queues.get(keyOf(ref));
      if (!queue) return;
      queue.isClosed = true;
      if (queue.lines.length === 0) queues.delete(keyOf(ref));
    },
    isEmpty: (): boolean => [...queues.values()].every((queue) => queue.lines.length === 0),
  };
}

const keyOf = ({ sessionId, epoch }: RankRef): string => `${sessionId}\n${epoch}`;

function noteDropped(queue: Queue, gone: readonly Line[], reason: string): void {
  queue.lastDropped = gone.at(-1) ?? queue.lastDropped;
  queue.dropped += gone.length;
  queue.reason = reason;
}

function markOf({ dropped, lastDropped, reason }: Queue): Line[] {
  if (dropped === 0 || lastDropped === null) return [];
  const text = `${dropped} lines were dropped here: ${reason}.`;
  return [{ ...lastDropped, stream: 'agent', text }];
}
