import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { trackRequests } from './stop-listening.ts';

async function makeServer() {
  const waiting: ServerResponse[] = [];
  const server = createServer();
  const stop = trackRequests(server);
  server.on('request', (_req, res) => void waiting.push(res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, stop, waiting, port, url: `http://127.0.0.1:${port}` };
}

test('what was asked before the stop is answered, also what was connected and not read; nothing new is taken', async () => {
  const { server, stop, waiting, port, url } = await makeServer();
  const asked = fetch(url);
  await once(server, 'request');
  // Connected before, and asks after: what a busy portal has not read yet.
  const late = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const stopping = stop(20_000);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  late.write('GET / HTTP/1.1\r\nHost: lab\r\n\r\n');
  await once(server, 'request');
  for (const res of waiting) res.end('answered');
  expect(await (await asked).text()).toBe('answered');
  const [told] = (await once(late, 'data')) as [Buffer];
  expect(told.toString()).toMatch(/^HTTP\/1\.1 200[^]*connection: close/i);
  await stopping;
});

test('who never ends is cut off at the limit', async () => {
  const { server, stop, url } = await makeServer();
  const asked = fetch(url);
  const cut = asked.then(
    () => 'answered',
    (error: Error) => error.message,
  );
  await once(server, 'request');
  await stop(50);
  expect(await cut).toBe('fetch failed');
});
