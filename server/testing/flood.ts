import { Worker } from 'node:worker_threads';

type Message = readonly [event: string, payload?: unknown];
export type Flood = {
  url: string;
  /** Of the socket: its handshake. */
  options: object;
  /** Said first, each after the reply to the one before. */
  first?: readonly Message[];
  /** Said in turns, `times` in all. */
  messages: readonly Message[];
  times: number;
  overMs: number;
};
export type Flooded = { said: number; isCutOff: boolean };

/** Says so much as quickly as told; resolves when all is said, or when the socket was cut off. */
export async function flood({ first = [], ...rest }: Flood): Promise<Flooded> {
  const worker = new Worker(new URL('./flooder.mjs', import.meta.url), {
    workerData: { first, ...rest },
  });
  try {
    return await new Promise<Flooded>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
