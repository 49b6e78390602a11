import { createListeners } from '../providers/listeners.ts';

const TICK_MS = 1000;

/**
 * The portal's time on this screen. It goes on evenly between the portal's words and while it is away, whatever
 * anybody does to this computer's own clock.
 */
export function createPortalClock(steadyMs: () => number = () => performance.now()) {
  const ticks = createListeners<[]>();
  let offsetMs: number | null = null;
  let shownMs = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let users = 0;
  const tick = (): void => {
    if (offsetMs === null) return;
    shownMs = Math.floor((steadyMs() + offsetMs) / TICK_MS) * TICK_MS;
    ticks.call();
  };
  return {
    learn(portalMs: number): void {
      offsetMs = portalMs - steadyMs();
      tick();
    },
    listen(listener: () => void): () => void {
      const off = ticks.add(listener);
      users += 1;
      timer ??= setInterval(tick, TICK_MS);
      return () => {
        off();
        users -= 1;
        if (users > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    /** In whole seconds; zero until the portal has said its first word. */
    nowMs: (): number => shownMs,
  };
}
export type PortalClock = ReturnType<typeof createPortalClock>;
