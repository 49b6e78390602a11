import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './node.mjs';

const TIMES = {
  /** A start that ends sooner has a fault that a person must mend: it is told, and not tried again. */
  provenMs: 30_000,
  firstWaitMs: 1000,
  longestWaitMs: 60_000,
  /** Whoever has run so long begins again with the first wait. */
  wellMs: 600_000,
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program and starts it again when it crashes, later each time. Passes signals on and ends with it: by its code
 * where it ended in order or was asked to, so that nothing is left running.
 */
export async function supervise(
  command,
  args,
  { env = {}, onStart = () => () => undefined, say = console.error, times = TIMES } = {},
) {
  const stopping = new AbortController();
  let child = null;
  const pass = (signal) => {
    stopping.abort();
    child?.kill(signal);
  };
  const handlers = SIGNALS.map((signal) => [signal, () => pass(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  let isProven = false;
  let waitMs = times.firstWaitMs;
  try {
    for (;;) {
      const startedMs = performance.now();
      child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
      const { code, signal } = await ended(child, onStart);
      const ranMs = performance.now() - startedMs;
      if (stopping.signal.aborted || code === 0) return code ?? 1;
      isProven ||= ranMs >= times.provenMs;
      if (!isProven) return code ?? 1;
      if (ranMs >= times.wellMs) waitMs = times.firstWaitMs;
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      say(`The portal ended ${how}; it is started again in ${Math.ceil(waitMs / 1000)} s.`);
      await wait(waitMs, null, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return code ?? 1;
      waitMs = Math.min(times.longestWaitMs, waitMs * 2);
    }
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
}

function ended(child, onStart) {
  const onEnd = child.pid === undefined ? () => undefined : onStart(child.pid);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      onEnd();
      resolve({ code, signal });
    });
  });
}
