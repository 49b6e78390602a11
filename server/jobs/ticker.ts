import type { Logger } from 'pino';

export type Tick = { name: string; run(): Promise<unknown> };
export type Ticker = { stop(): Promise<void> };

/**
 * Runs each tick every `intervalMs`, on its own: one that is still running is skipped, one that fails is logged and
 * tried again at the next. `stop` waits for those under way.
 */
export function startTicker(ticks: readonly Tick[], logger: Logger, intervalMs: number): Ticker {
  const running = new Map<string, Promise<void>>();
  const beat = (): void => {
    for (const { name, run } of ticks) {
      if (running.has(name)) continue;
      const work = run()
        .then(() => undefined)
        .catch((error: unknown) => logger.error({ tick: name, err: error }, 'a regular check failed'))
        .finally(() => running.delete(name));
      running.set(name, work);
    }
  };
  const timer = setInterval(beat, intervalMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}
