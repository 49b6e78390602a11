import { setNewest } from '@/shared/domain/newest.ts';
import type { Action } from '@/shared/domain/permissions.ts';
import { authorize, type ServiceContext } from './context.ts';
import type { Bus } from './events/bus.ts';
import type { EventMap } from './events/event-map.ts';

type Options = {
  /** What each who asks must be allowed; the answer itself is the same for all. */
  action: Action;
  forMs: number;
  /** What makes the answer another one before its time. */
  until?: readonly (keyof EventMap)[];
};
type Kept<T> = Map<string, { answer: Promise<T>; fromMs: number }>;

/** Questions differ by their input; of more than these the oldest answers are forgotten. */
const MOST_ANSWERS = 50;

/**
 * One answer for everybody: those who ask the same within a moment get the same one, those who come while it is being
 * read wait for it. Only for answers that are the same for every reader. Kept a bus, so that labs of tests don't meet.
 */
export function briefly<I extends unknown[], T>(
  { action, forMs, until = [] }: Options,
  read: (ctx: ServiceContext, ...input: I) => Promise<T>,
): (ctx: ServiceContext, ...input: I) => Promise<T> {
  const buses = new WeakMap<Bus, Kept<T>>();
  const keptOf = (bus: Bus): Kept<T> => {
    const known = buses.get(bus);
    if (known) return known;
    const kept: Kept<T> = new Map();
    buses.set(bus, kept);
    for (const event of until) bus.on(event, () => kept.clear());
    return kept;
  };
  return async (ctx, ...input) => {
    authorize(ctx, action);
    const kept = keptOf(ctx.bus);
    const key = JSON.stringify(input);
    const nowMs = ctx.now().getTime();
    const before = kept.get(key);
    if (before && nowMs >= before.fromMs && nowMs < before.fromMs + forMs) return before.answer;
    const mine = { answer: read(ctx, ...input), fromMs: nowMs };
    setNewest(kept, key, mine, MOST_ANSWERS);
    mine.answer.catch(() => {
      if (kept.get(key) === mine) kept.delete(key);
    });
    return mine.answer;
  };
}
