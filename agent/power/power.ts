import { broadcastOf } from '@/shared/domain/wake-path.ts';
import type { PowerFacts } from '@/shared/schemas/power.ts';
import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import { readPolicy } from '../model-store/policy.ts';
import { AGENT_TIMES } from '../times.ts';

/** What puts the machine to sleep and sends packets: the real one, or a simulated machine's. */
export type PowerPort = {
  /** What a sleep rests on, looked at now. `sleepAllowed` is filled in from the policy file. */
  look(): Promise<Omit<PowerFacts, 'sleepAllowed'>>;
  /** Why it can't sleep at all, as a sentence; null: it can. */
  cannotSleep: string | null;
  /** Puts the machine to sleep; resolves when it is awake again, or did not sleep. */
  sleep(): Promise<void>;
  sendPacket(mac: string, broadcast: string): Promise<void>;
};

export type PowerOptions = {
  power: PowerPort;
  dataFolder: string;
  sessions: { running(): readonly unknown[] };
  store: { isBusy(): boolean };
  /** The connection is given up while it sleeps. */
  line(): { rest(until: Promise<void>): void } | null;
};

export const lookAtPower = async (port: PowerPort, dataFolder: string): Promise<PowerFacts> => ({
  ...(await port.look()),
  sleepAllowed: port.cannotSleep === null && (await sleepPolicy(dataFolder)) === null,
});

/** What the portal may do with this machine's sleep. The agent looks by itself each time, whatever the portal thinks. */
export function createPower({ power: port, dataFolder, sessions, store, line }: PowerOptions) {
  /** Why this machine is in use by the portal's own doing, as a sentence; null: it isn't. */
  const busyWith = (): string | null => {
    if (sessions.running().length > 0) return 'A session runs on it.';
    return store.isBusy() ? 'A model is being copied from or to it.' : null;
  };
  let asleep: Promise<void> | null = null;
  return {
    /** What nobody would hear of a machine that sleeps is not said. */
    unlessAsleep: (say: () => Promise<void>): Promise<void> => (asleep === null ? say() : Promise.resolve()),
    /** Returns before it sleeps, so that the portal hears of it. Throws `CommandRefused` with why it does not. */
    async sleep(): Promise<void> {
      if (port.cannotSleep !== null) throw new CommandRefused('PRECONDITION_FAILED', port.cannotSleep);
      const policy = await sleepPolicy(dataFolder);
      if (policy !== null) throw new CommandRefused('FORBIDDEN', policy);
      const { inUse } = await port.look();
      if (inUse !== null) throw new CommandRefused('PRECONDITION_FAILED', `It is in use: ${inUse}.`);
      const busy = busyWith();
      if (busy !== null) throw new CommandRefused('PRECONDITION_FAILED', busy);
      setTimeout(() => {
        // Something may have begun since the answer; the portal sees that it is still there.
        if (busyWith() !== null || asleep !== null) return;
        log('The portal puts this machine to sleep.');
        asleep = port
          .sleep()
          .catch((error: unknown) => log(`It did not sleep: ${messageOf(error)}`))
          .then(() => {
            asleep = null;
            log('Awake.');
          });
        line()?.rest(asleep);
      }, AGENT_TIMES.sleepAfterMs).unref();
    },
    /** To its own networks alone: a packet elsewhere would be sent for somebody else. */
    async wake({ mac, broadcast }: { mac: string; broadcast: string }): Promise<void> {
      const { wakeAddresses } = await port.look();
      if (!wakeAddresses.some((it) => broadcastOf(it) === broadcast))
        throw new CommandRefused(
          'PRECONDITION_FAILED',
          `This machine has no address in the network of ${broadcast} any more.`,
        );
      try {
        await port.sendPacket(mac, broadcast);
      } catch (error) {
        throw new CommandRefused(
          'PRECONDITION_FAILED',
          `The packet could not be sent to ${broadcast}: ${messageOf(error)}`,
        );
      }
    },
  };
}

async function sleepPolicy(dataFolder: string): Promise<string | null> {
  try {
    const { sleepByPortal } = await readPolicy(dataFolder);
    return sleepByPortal ? null : 'This machine’s own policy.json does not let the portal put it to sleep.';
  } catch (error) {
    return messageOf(error);
  }
}
