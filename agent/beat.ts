import { continuousNowMs } from './clock.ts';
import type { HeldSessions } from './held-sessions.ts';
import { log, messageOf } from './log.ts';
import type { MachineGuard } from './machine-guard.ts';
import type { PortalClock } from './portal-clock.ts';
import { isRefusal, type PortalLink } from './portal-link.ts';
import type { startReadings } from './start-readings.ts';

type Beating = {
  link: PortalLink;
  bootId: string;
  sessions: Pick<HeldSessions, 'running' | 'applyDesired'>;
  readings: Pick<ReturnType<typeof startReadings>, 'newest'>;
  clock: Pick<PortalClock, 'learn' | 'now'>;
  guard: Pick<MachineGuard, 'trouble' | 'forgive'>;
  /** How long this machine's system has run. */
  uptimeMs(): number;
};

/**
 * Asks the portal what this machine should hold and gives its lease on. Throws where it was not told, or not in a way
 * that is understood: then nothing is known, and nothing is ended for it.
 */
export async function beat({
  link,
  bootId,
  sessions,
  readings,
  clock,
  guard,
  uptimeMs,
}: Beating): Promise<void> {
  if (!link.isReady()) return;
  const sentAtMs = continuousNowMs();
  const running = sessions.running();
  const trouble = guard.trouble();
  const said = {
    bootId,
    running,
    wallTime: new Date(),
    reading: readings.newest(),
    bootedAt: new Date(clock.now().getTime() - uptimeMs()),
    ...(trouble && { trouble }),
  };
  const { serverTime, desired, forgiven } = await link
    .ask('agent:heartbeat', said)
    .catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      log(`The portal does not take the newest reading: ${messageOf(error)}`);
      // A machine whose meters say what can't be is here all the same.
      return link.ask('agent:heartbeat', { ...said, reading: null });
    });
  clock.learn(serverTime, sentAtMs);
  sessions.applyDesired(desired, sentAtMs);
  if (forgiven && guard.trouble() === trouble) guard.forgive();
}
