import { createServer, request, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ELSEWHERE, trackRequests } from './stop-listening.ts';

async function makeServer() {
  const waiting: ServerResponse[] = [];
  const server = createServer();
  const stop = trackRequests(server);
  server.on('request', (_req, res) => void waiting.push(res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  /** Resolves when the port is closed: from then on a proxy gives what comes to another. */
  const closed = async (): Promise<void> => {
    while (server.listening) await new Promise(setImmediate);
  };
  return { server, stop, waiting, port, closed, url: `http://127.0.0.1:${port}` };
}

test('what was asked before the stop is answered, also what was connected and not read; nothing new is taken', async () => {
  const { server, stop, waiting, port, closed, url } = await makeServer();
  const asked = fetch(url);
  await once(server, 'request');
  // Connected before, and asks after: what a busy portal has not read yet.
  const late = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const stopping = stop({ hasOthers: false, limitMs: 20_000 });
  await closed();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  late.write('GET / HTTP/1.1\r\nHost: lab\r\n\r\n');
  await once(server, 'request');
  for (const res of waiting) res.end('answered');
  expect(await (await asked).text()).toBe('answered');
  const [told] = (await once(late, 'data')) as [Buffer];
  expect(told.toString()).toMatch(/^HTTP\/1\.1 200[^]*connection: close/i);
  await stopping;
});

test('connections that the system made and nobody has taken yet are answered, not reset', async () => {
  const { server, stop, port, waiting } = await makeServer();
  // Made by the system in this very turn; they are taken in later ones, one a turn.
  const unseen = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
  const told = unseen.map(async (it) => {
    it.write('POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: 0\r\n\r\n');
    return ((await once(it, 'data')) as [Buffer])[0].toString().slice(0, 12);
  });
  await new Promise<void>((resolve) => process.nextTick(resolve));
  const stopping = stop({ hasOthers: false, limitMs: 20_000 });
  while (waiting.length < unseen.length) await once(server, 'request');
  for (const res of waiting) res.end();
  expect(new Set(await Promise.all(told))).toEqual(new Set(['HTTP/1.1 200']));
  await stopping;
});

test('beside another portal what only reads is sent there first, through a proxy that can; what writes is still done', async () => {
  const { server, stop, waiting, port, closed } = await makeServer();
  server.on('upgrade', (_req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  server.on('request', (_req, res) => void res.end());
  const ask = async (method: string, path: string, headers: Record<string, string>): Promise<number> => {
    const asking = request({ host: '127.0.0.1', port, method, path, headers, agent: false }).end();
    const told = await Promise.race([once(asking, 'response'), once(asking, 'upgrade')]);
    return (told[0] as { statusCode: number }).statusCode;
  };
  const behind = { [ELSEWHERE]: '1' };
  const upgrade = { connection: 'upgrade', upgrade: 'websocket' };
  const askAll = () =>
    Promise.all([
      ask('GET', '/macs', behind),
      ask('GET', '/socket.io', { ...behind, ...upgrade }),
      ask('POST', '/', behind),
      ask('GET', '/macs', {}),
      ask('GET', '/api/ready', {}),
    ]);
  expect(await askAll()).toEqual([200, 101, 200, 200, 200]);
  const stopping = stop({ hasOthers: true, limitMs: 20_000 });
  expect(await askAll()).toEqual([502, 502, 200, 200, 503]);
  await closed();
  await stopping;
  expect(waiting).toHaveLength(6);
});

test('who never ends is cut off at the limit, or when nobody wants to wait', async () => {
  for (const limitMs of [50, 600_000]) {
    const { server, stop, url } = await makeServer();
    const asked = fetch(url);
    const cut = asked.then(
      () => 'answered',
      (error: Error) => error.message,
    );
    await once(server, 'request');
    const hurry = limitMs > 50 ? AbortSignal.abort() : undefined;
    await stop({ hasOthers: false, limitMs, hurry });
    expect(await cut).toBe('fetch failed');
  }
});
