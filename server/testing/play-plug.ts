import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PlayedPlug = {
  origin: string;
  asked: { url: string; authorization: string | undefined }[];
  /** How it answers from now on. */
  says(answer: (req: IncomingMessage, res: ServerResponse) => void): void;
  shelly(watts: number, wattHours: number): void;
  close(): Promise<void>;
};

/** A real server that answers as a plug does. */
export async function playPlug(): Promise<PlayedPlug> {
  const asked: PlayedPlug['asked'] = [];
  let answer = (_req: IncomingMessage, res: ServerResponse): void => void res.writeHead(500).end();
  const server = createServer((req, res) => {
    asked.push({ url: req.url ?? '', authorization: req.headers.authorization });
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const says: PlayedPlug['says'] = (next) => (answer = next);
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    says,
    shelly: (apower, total) =>
      says((_req, res) => res.end(JSON.stringify({ id: 0, output: true, apower, aenergy: { total } }))),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
