import type { GenerationEndFrame, GenerationProgressFrame } from '@/shared/protocol/console.ts';
import { inBackground, type ServiceContext } from '../context.ts';
import type { AnswerViewers } from './answer-viewers.ts';
import type { Peers } from './peers.ts';

/** An interest is told again before it lapses; a portal that died is forgotten with it. */
const INTEREST_MS = 15_000;
const RENEW_MS = 5000;
/** Steps of all answers that came within this go as one message. */
const GATHER_MS = 15;
const IDS_AT_ONCE = 100;

export type AnswerHead = { generationId: string; lastSeq: number; end: GenerationEndFrame | null };
type ReadHeads = (generationIds: string[]) => Promise<AnswerHead[]>;

/**
 * Answers between portals. What travels is that an answer was stored up to a seq, to portals whose browsers watch it;
 * each reads the log itself, once for all its viewers. A message that was lost is made up for when interest is told
 * again: then the rows are looked at. Alone, a portal says nothing and reads nothing here.
 */
export function createAnswerRelay(
  ctx: ServiceContext,
  peers: Peers,
  viewers: AnswerViewers,
  readHeads: ReadHeads,
) {
  /** Until when some other portal wants to hear of an answer. */
  const wanted = new Map<string, number>();
  const moved = new Map<string, number>();
  /** Answers that programs read here: they look at the rows themselves, and need only a hint. */
  const followed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const isWanted = (generationId: string): boolean =>
    !peers.isAlone() && (wanted.get(generationId) ?? 0) > ctx.now().getTime();
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (moved.size === 0) return;
    const all = [...moved].map(([generationId, lastSeq]) => ({ generationId, lastSeq }));
    moved.clear();
    for (let at = 0; at < all.length; at += IDS_AT_ONCE)
      peers.tell('answers.moved', { moved: all.slice(at, at + IDS_AT_ONCE) });
  };
  /** Brings our viewers to where the rows are. */
  const check = async (generationIds: string[]): Promise<void> => {
    for (const { generationId, lastSeq, end } of await readHeads(generationIds)) {
      if (end && viewers.awaitsEnd(generationId)) await viewers.finish(end);
      else if (viewers.isBehind(generationId, lastSeq)) await viewers.pull(generationId);
    }
  };
  const tellInterest = async (generationIds: string[]): Promise<void> => {
    for (let at = 0; at < generationIds.length; at += IDS_AT_ONCE) {
      const some = generationIds.slice(at, at + IDS_AT_ONCE);
      await peers.askAll('answers.watch', { generationIds: some, forMs: INTEREST_MS });
      await check(some);
    }
  };
  const renew = (): void => {
    const nowMs = ctx.now().getTime();
    for (const [id, untilMs] of wanted) if (untilMs <= nowMs) wanted.delete(id);
    const watched = [...new Set([...viewers.watched(), ...followed])];
    if (peers.isAlone() || watched.length === 0) return;
    inBackground(ctx, 'answers of other portals could not be followed', tellInterest(watched));
  };

  const hint = (generationId: string): void => {
    if (followed.has(generationId)) ctx.bus.emit('generation.moved', { generationId });
  };
  const watch = (generationId: string): void => {
    if (peers.isAlone()) return;
    inBackground(ctx, 'an answer of another portal could not be followed', tellInterest([generationId]));
  };
  const unfollow = ctx.bus.on('generation.followed', ({ generationId, isOver }) => {
    if (isOver) return void followed.delete(generationId);
    followed.add(generationId);
    watch(generationId);
  });

  peers.answer('answers.watch', ({ generationIds, forMs }) => {
    const untilMs = ctx.now().getTime() + forMs;
    for (const id of generationIds) wanted.set(id, untilMs);
    return {};
  });
  peers.on('answers.moved', (message) => {
    for (const { generationId, lastSeq } of message.moved) {
      hint(generationId);
      if (viewers.isBehind(generationId, lastSeq))
        inBackground(ctx, 'an answer could not be shown', viewers.pull(generationId));
    }
  });
  peers.on('answers.progress', ({ frame }) => viewers.progress(frame));
  peers.on('answers.ended', ({ frame }) => {
    hint(frame.generationId);
    inBackground(ctx, 'an answer’s end could not be shown', viewers.finish(frame));
  });
  peers.onJoined(renew);
  const renewal = setInterval(renew, RENEW_MS);

  return {
    /** One of our browsers has begun to watch. */
    watch,
    appended(generationId: string, lastSeq: number): void {
      if (!isWanted(generationId)) return;
      moved.set(generationId, lastSeq);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    progress(frame: GenerationProgressFrame): void {
      if (isWanted(frame.generationId)) peers.tell('answers.progress', { frame });
    },
    ended(frame: GenerationEndFrame): void {
      if (!isWanted(frame.generationId)) return;
      flush();
      peers.tell('answers.ended', { frame });
    },
    /** What was said while we could not hear is in the rows. */
    catchUp: renew,
    close(): void {
      clearInterval(renewal);
      unfollow();
      flush();
    },
  };
}
export type AnswerRelay = ReturnType<typeof createAnswerRelay>;
