import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { WakeAddress } from '@/shared/schemas/power.ts';
import type { SimulatedMachine } from '../runtime/simulated/simulated-machine.ts';
import type { SimulatedLoad } from '../runtime/simulated/simulated-load.ts';
import { sendMagicPacket, wakes } from './magic-packet.ts';
import type { PowerPort } from './power.ts';

const FIRST_PORT = 20_000;
const PORTS = 12_000;
/** All simulated machines stand in one. */
const PREFIX = 16;

const hash = (text: string): Buffer => createHash('sha256').update(`simulated power ${text}`).digest();
const portOf = (mac: string): number => FIRST_PORT + (hash(mac).readUInt32BE(0) % PORTS);

/** An address of one's own making, as the second bit of its first byte says. */
function macOf(name: string): string {
  const bytes = ['02', ...hash(name).subarray(0, 5).toString('hex').match(/../g)!];
  return bytes.join(':');
}

/**
 * A simulated machine asleep: it says nothing, measures nothing, and waits for the packet that wakes it. Packets go to a
 * port of this computer that follows from the hardware address, in place of a network.
 */
export function simulatedPower({ facts }: SimulatedMachine, load: SimulatedLoad): PowerPort {
  const own: WakeAddress = {
    interface: 'en0',
    mac: macOf(facts.hostId),
    ipv4: facts.addresses[0]!.ipv4,
    prefixLength: PREFIX,
  };
  return {
    cannotSleep: null,
    look: () =>
      Promise.resolve({
        wakeAddresses: [own],
        settings: {
          wakeOnNetwork: true,
          sleepMinutes: 0,
          powerNap: false,
          autoRestart: true,
          standby: false,
          hibernateMode: 0,
          sleepDisabled: false,
        },
        inUse: null,
      }),
    async sleep() {
      const socket = createSocket('udp4');
      load.isAsleep = true;
      try {
        await new Promise<void>((resolve, reject) => {
          socket.once('error', reject);
          socket.on('message', (packet) => wakes(packet, own.mac) && resolve());
          socket.bind(portOf(own.mac), '127.0.0.1');
        });
      } finally {
        load.isAsleep = false;
        socket.close();
      }
    },
    sendPacket: (mac) => sendMagicPacket(mac, '127.0.0.1', portOf(mac)),
  };
}
