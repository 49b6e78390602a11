import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import { Note } from '@/shared/schemas/bounds.ts';
import { log, messageOf } from './log.ts';
import type { PortalClock } from './portal-clock.ts';
import { isPassing, isRefusal, type PortalLink } from './portal-link.ts';
import type { RankRef, RankUpdate } from './runtime/runtime.ts';

type Report = z.input<(typeof agentEvents)['rank:state']['payload']>;

const RETRY_MS = 1000;

/** A rank that is gone is told in any case, or its session would stay as it is. */
const bareExit = ({ sessionId, epoch, rank, at }: Report): Report => ({
  sessionId,
  epoch,
  rank,
  at,
  state: 'exited',
  cause: 'crashed',
  message: 'The rank is gone. Why is in the log of the agent on its machine.',
});

/** What ranks have reached, told in order and until acknowledged. Of unsent loading progress only the newest is kept. */
export function createStateOutbox(link: PortalLink, clock: Pick<PortalClock, 'now'>) {
  const queues = new Map<string, Report[]>();
  const sending = new Set<string>();
  const bare = new WeakSet<Report>();

  const drain = async (key: string): Promise<void> => {
    const queue = queues.get(key);
    if (!queue || sending.has(key) || !link.isReady()) return;
    sending.add(key);
    try {
      for (let report = queue[0]; report; report = queue[0]) {
        try {
          await link.ask('rank:state', report);
        } catch (error) {
          if (isPassing(error)) {
            setTimeout(() => void drain(key), RETRY_MS);
            return;
          }
          log(
            `The portal did not take “${report.state}” of session ${report.sessionId}: ${messageOf(error)}`,
          );
          if (report.state === 'exited' && isRefusal(error) && !bare.has(report)) {
            queue[0] = bareExit(report);
            bare.add(queue[0]);
            continue;
          }
        }
        queue.shift();
      }
      queues.delete(key);
    } finally {
      sending.delete(key);
    }
  };

  return {
    push({ sessionId, epoch, rank }: RankRef, update: RankUpdate): void {
      const key = `${sessionId}\n${epoch}`;
      const queue = queues.get(key) ?? [];
      queues.set(key, queue);
      const last = queue.at(-1);
      const isInFlight = sending.has(key) && queue.length === 1;
      if (update.state === 'loading' && last?.state === 'loading' && !isInFlight) queue.pop();
      const message = update.message && { message: Note.parse(update.message) };
      queue.push({ sessionId, epoch, rank, at: clock.now().toISOString(), ...update, ...message });
      void drain(key);
    },
    flush(): void {
      for (const key of queues.keys()) void drain(key);
    },
    isEmpty: (): boolean => queues.size === 0,
  };
}
