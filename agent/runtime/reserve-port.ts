import { createServer } from 'node:net';

/**
 * A TCP port nobody holds now. MLX sets SO_REUSEPORT, so a stale rank could share a port with a new one without an
 * error: every launch gets a fresh one. It is not held: MLX takes the first connection for its peer.
 */
export function reservePort(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: address, port: 0, exclusive: true }, () => {
      const bound = server.address();
      server.close(() => {
        if (bound !== null && typeof bound === 'object') resolve(bound.port);
        else reject(new Error(`No free port on ${address}.`));
      });
    });
  });
}
