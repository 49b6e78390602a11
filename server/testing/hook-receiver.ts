import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../http/respond.ts';

export type Received = { url: string; headers: IncomingMessage['headers']; body: string };
export type HookReceiver = { url: string; received: Received[]; close(): Promise<void> };

/** A real server for webhooks on this machine; it answers 204 unless it is told otherwise. */
export async function startHookReceiver(
  answer: (res: ServerResponse, count: number) => void = (res) => void res.writeHead(204).end(),
): Promise<HookReceiver> {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    void readBody(req, 100_000).then((body) => {
      received.push({ url: req.url ?? '', headers: req.headers, body: body.toString('utf8') });
      answer(res, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
