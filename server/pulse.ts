import type { LearnedClock } from '@/shared/domain/learned-clock.ts';
import type { ServiceContext } from './context.ts';
import { type OtherPortal, recordPulse, recordStop } from './modules/portals/index.ts';

type Listener = (others: readonly OtherPortal[]) => void;
export type Pulse = {
  /** Portals that were alive at the last beat. */
  others(): readonly OtherPortal[];
  onBeat(listener: Listener): void;
  stop(): Promise<void>;
};

/**
 * The portal's heartbeat in the database, with the address it listens on itself. Each beat teaches the lab's clock
 * and tells which other portals are alive. Resolves after the first.
 */
export async function startPulse(ctx: ServiceContext, clock: LearnedClock, address: string): Promise<Pulse> {
  const listeners = new Set<Listener>();
  const startedAt = new Date();
  let others: OtherPortal[] = [];
  let beating: Promise<void> | null = null;

  const beat = async (): Promise<void> => {
    const sentAtMs = performance.now();
    const pulse = await recordPulse(ctx, { id: ctx.portal.id, url: address, startedAt });
    clock.learn(pulse.databaseTime, sentAtMs);
    others = pulse.others;
    for (const listener of listeners) listener(others);
  };
  await beat();
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((error: unknown) =>
        ctx.logger.error({ err: error }, 'the portal’s heartbeat could not be written'),
      )
      .finally(() => (beating = null));
  }, ctx.timings.heartbeatMs);
  return {
    others: () => others,
    onBeat: (listener) => void listeners.add(listener),
    async stop() {
      clearInterval(timer);
      await beating;
      await recordStop(ctx, ctx.portal.id);
    },
  };
}
