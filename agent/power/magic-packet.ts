import { createSocket } from 'node:dgram';

/** The port that is customary for it; what wakes is the content, wherever it is sent. */
export const WAKE_PORT = 9;
const TIMES = 3;
const REPEATED = 16;

const bytesOf = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');

/** Six bytes of ones and the hardware address sixteen times, as AMD's white paper 20213 has it. */
export const magicPacket = (mac: string): Buffer =>
  Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: REPEATED }, () => bytesOf(mac))]);

export const wakes = (packet: Buffer, mac: string): boolean => packet.includes(magicPacket(mac));

/** Sends it three times: UDP is lost now and then. */
export async function sendMagicPacket(mac: string, address: string, port = WAKE_PORT): Promise<void> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, resolve);
    });
    socket.setBroadcast(true);
    for (let sent = 0; sent < TIMES; sent += 1)
      await new Promise<void>((resolve, reject) =>
        socket.send(magicPacket(mac), port, address, (error) => (error ? reject(error) : resolve())),
      );
  } finally {
    socket.close();
  }
}
