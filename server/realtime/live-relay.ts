import type { MetricFrame } from '@/shared/protocol/console.ts';
import type { ServiceContext } from '../context.ts';
import type { LiveWatchers, Watched } from './live-watchers.ts';
import type { Peers } from './peers.ts';

/** An interest is told again before it lapses; a portal that died is forgotten with it. */
const INTEREST_MS = 15_000;
const RENEW_MS = 5000;
/** Pages open and close in bursts: one word for all that change within this. */
const GATHER_MS = 100;

export type LivePart = Pick<MetricFrame, 'machines' | 'sessions'>;

/**
 * Readings and token rates between portals: each tells the others what its browsers watch, and gets of their agents'
 * readings what somebody among all of them has asked for. What is lost on the way is made up for a second later by the
 * next reading. Alone, or unwatched, a portal says nothing here.
 */
export function createLiveRelay(ctx: ServiceContext, peers: Peers, watchers: LiveWatchers) {
  const wanted = new Map<
    string,
    { untilMs: number; all: boolean; machines: Set<string>; sessions: Set<string> }
  >();
  let listener: (part: LivePart) => void = () => undefined;
  let hasTold = false;
  let gathering: NodeJS.Timeout | undefined;

  const tellInterest = (): void => {
    gathering = undefined;
    const watched = watchers.now();
    const isNone = isNothing(watched);
    // The last word about nothing is said once, so that the others stop at once.
    if (isNone && !hasTold) return;
    hasTold = !isNone;
    peers.tell('live.watched', { portalId: ctx.portal.id, forMs: INTEREST_MS, ...watched });
  };
  const some = (
    is: (it: { all: boolean; machines: Set<string>; sessions: Set<string> }) => boolean,
  ): boolean => {
    if (wanted.size === 0) return false;
    const nowMs = ctx.now().getTime();
    for (const [id, it] of wanted) {
      if (it.untilMs < nowMs) wanted.delete(id);
      else if (is(it)) return true;
    }
    return false;
  };

  peers.on('live.watched', ({ portalId, forMs, ...watched }) => {
    if (isNothing(watched)) return void wanted.delete(portalId);
    wanted.set(portalId, {
      untilMs: ctx.now().getTime() + forMs,
      all: watched.all,
      machines: new Set(watched.machineIds),
      sessions: new Set(watched.sessionIds),
    });
  });
  peers.on('live.part', (part) => listener(part));
  peers.onJoined(() => {
    if (!isNothing(watchers.now())) tellInterest();
  });
  const offChange = watchers.onChange(() => void (gathering ??= setTimeout(tellInterest, GATHER_MS)));
  const renewal = setInterval(tellInterest, RENEW_MS);

  return {
    wantsMachine: (id: string): boolean => some((it) => it.all || it.machines.has(id)),
    wantsSession: (id: string): boolean => some((it) => it.all || it.sessions.has(id)),
    pass(part: LivePart): void {
      if (part.machines.length + part.sessions.length > 0) peers.tell('live.part', part);
    },
    /** What other portals' agents have been read, and their sessions' rates. */
    onPart: (take: (part: LivePart) => void): void => void (listener = take),
    close(): void {
      clearInterval(renewal);
      clearTimeout(gathering);
      offChange();
    },
  };
}
export type LiveRelay = ReturnType<typeof createLiveRelay>;

const isNothing = ({ all, machineIds, sessionIds }: Watched): boolean =>
  !all && machineIds.length + sessionIds.length === 0;
