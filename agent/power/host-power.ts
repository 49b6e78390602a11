import { readMacCables, readMacPower } from '../probes/macos/read-mac-power.ts';
import type { Run } from '../probes/run.ts';
import { AGENT_TIMES } from '../times.ts';
import { sendMagicPacket } from './magic-packet.ts';
import type { PowerPort } from './power.ts';
import { listWakeAddresses } from './wake-addresses.ts';

const PMSET_MS = 20_000;

/** The computer this agent runs on. Linux machines send packets and are never put to sleep. */
export function hostPower(run: Run, platform: NodeJS.Platform = process.platform): PowerPort {
  const isMac = platform === 'darwin';
  return {
    cannotSleep: isMac ? null : 'Only Macs are put to sleep.',
    async look() {
      if (!isMac) return { wakeAddresses: listWakeAddresses(), settings: null, inUse: null };
      const [facts, cables] = [await readMacPower(run), await readMacCables(run)];
      return { wakeAddresses: listWakeAddresses(cables), ...facts };
    },
    async sleep() {
      const said = await run('/usr/bin/pmset', ['sleepnow'], PMSET_MS);
      if (said === null) throw new Error('pmset sleepnow failed.');
      // macOS takes its time; whatever timer runs then runs out at the wake, or else it did not sleep.
      await new Promise((resolve) => setTimeout(resolve, AGENT_TIMES.restMs));
    },
    sendPacket: (mac, broadcast) => sendMagicPacket(mac, broadcast),
  };
}
