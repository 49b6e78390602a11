import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Another address of a database, which can be shut: whoever is connected is cut off, and who calls is not answered. */
export async function openGate(databaseUrl: string) {
  const to = new URL(databaseUrl);
  const calls = new Set<Socket>();
  let isShut = false;
  const server = createServer((near) => {
    if (isShut) return void near.destroy();
    const far = connect(Number(to.port), to.hostname);
    for (const it of [near, far]) {
      calls.add(it);
      it.on('error', () => {}).on('close', () => {
        calls.delete(it);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const shut = (): void => {
    isShut = true;
    for (const it of calls) it.destroy();
  };
  return {
    url: url.href,
    shut,
    open: (): void => void (isShut = false),
    close(): void {
      shut();
      server.close();
    },
  };
}
