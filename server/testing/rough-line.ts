import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/*
 * A TCP line between a client and whatever `to` names when it calls, with the faults that lines have. A portal that
 * comes back at another port is still at the same end of it.
 */
type Options = { to(): string; dice(sides: number): number; isSliced?: boolean };
export type RoughLine = Awaited<ReturnType<typeof openRoughLine>>;

export async function openRoughLine({ to, dice, isSliced = false }: Options) {
  const calls = new Set<Socket>();
  /** How many bytes still come through to the client before the line breaks. */
  let left = Infinity;
  let held: PromiseWithResolvers<void> | null = null;

  const send = async (near: Socket, chunk: Buffer): Promise<void> => {
    for (let at = 0; at < chunk.length;) {
      await held?.promise;
      const size = isSliced ? 1 + dice(200) : chunk.length;
      const piece = chunk.subarray(at, at + Math.min(size, left));
      near.write(piece);
      at += size;
      left -= piece.length;
      if (left <= 0) {
        left = Infinity;
        return void near.resetAndDestroy();
      }
      if (isSliced) await new Promise(setImmediate);
    }
  };
  const server = createServer((near) => {
    const { hostname, port } = new URL(to());
    const far = connect(Number(port), hostname);
    calls.add(near);
    near.setNoDelay(true).pipe(far);
    let sent = Promise.resolve();
    far.on('data', (chunk: Buffer) => {
      far.pause();
      sent = sent.then(() => send(near, chunk)).then(() => void far.resume());
    });
    far.on('end', () => void sent.then(() => near.end()));
    far.on('error', () => near.destroy()).on('close', () => void sent.then(() => near.destroy()));
    near.on('error', () => far.destroy()).on('close', () => calls.delete(near) && far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let timer: NodeJS.Timeout | undefined;
  const resume = (): void => {
    clearTimeout(timer);
    held?.resolve();
    held = null;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Breaks off in the middle of whatever the byte after so many more is part of. */
    cutAfter: (bytes: number): void => void (left = bytes),
    /** For so long its client reads nothing. */
    holdFor(ms: number): void {
      if (held) return;
      held = Promise.withResolvers<void>();
      timer = setTimeout(resume, ms);
    },
    close(): void {
      resume();
      for (const it of calls) it.destroy();
      server.close();
    },
  };
}
