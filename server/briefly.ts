import type { ServiceContext } from './context.ts';
import type { EventMap } from './events/event-map.ts';
import type { Bus } from './events/bus.ts';

type Options = {
  forMs: number;
  /** What makes the answer another one before its time. */
  until: readonly (keyof EventMap)[];
};

/**
 * One answer for everybody: those who ask within a moment get the same one, those who come while it is being read
 * wait for it. Only for answers that are the same for every reader. Kept a bus, so that labs of tests don't meet.
 */
export function briefly<T>(
  { forMs, until }: Options,
  read: (ctx: ServiceContext) => Promise<T>,
): (ctx: ServiceContext) => Promise<T> {
  const known = new WeakMap<Bus, { answer: Promise<T>; untilMs: number }>();
  const heard = new WeakSet<Bus>();
  return (ctx) => {
    const { bus } = ctx;
    if (!heard.has(bus)) {
      heard.add(bus);
      for (const event of until) bus.on(event, () => void known.delete(bus));
    }
    const nowMs = ctx.now().getTime();
    const before = known.get(bus);
    if (before && nowMs < before.untilMs && nowMs >= before.untilMs - forMs) return before.answer;
    const answer = read(ctx);
    known.set(bus, { answer, untilMs: nowMs + forMs });
    answer.catch(() => known.delete(bus));
    return answer;
  };
}
