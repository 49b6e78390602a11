import { spawn, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseMacmon, type MacmonSample } from './parse-macmon.ts';

export type MacmonOptions = {
  command: string;
  args?: readonly string[];
  /** Without a line for this long the child is killed and started again. */
  silentMs?: number;
  /** First pause before a restart; doubles up to a minute while no line comes. */
  restartMs?: number;
};
export type Macmon = {
  /** The newest sample, or `null` when there is none fresher than five seconds. */
  latest(): MacmonSample | null;
  close(): Promise<void>;
};

const PIPE_ARGS = ['pipe', '-s', '0', '-i', '1000'];
const FRESH_MS = 5000;
const MAX_RESTART_MS = 60_000;
/** Right after a start macmon reports next to nothing. */
const DROPPED_SAMPLES = 2;

/** Keeps `macmon pipe` running: restarts it when it ends or falls silent. Never throws for want of it. */
export function superviseMacmon(options: MacmonOptions): Macmon {
  const { command, args = PIPE_ARGS, silentMs = 30_000, restartMs = 1000 } = options;
  let child: ChildProcess | null = null;
  let newest: { sample: MacmonSample; atMs: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let pauseMs = restartMs;
  let isClosed = false;

  const startLater = (): void => {
    timer = setTimeout(start, pauseMs).unref();
    pauseMs = Math.min(MAX_RESTART_MS, pauseMs * 2);
  };
  const launch = () => {
    try {
      return spawn(command, [...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
      // Most faults come as `error`; of a file that is just being written it is thrown.
      return null;
    }
  };
  const start = (): void => {
    const started = launch();
    if (!started) return startLater();
    child = started;
    let seen = 0;
    const killWhenSilent = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => started.kill('SIGKILL'), silentMs).unref();
    };
    killWhenSilent();
    createInterface({ input: started.stdout }).on('line', (line) => {
      const sample = parseMacmon(line);
      if (sample === null || isClosed) return;
      killWhenSilent();
      pauseMs = restartMs;
      seen += 1;
      if (seen > DROPPED_SAMPLES) newest = { sample, atMs: performance.now() };
    });
    const restart = (): void => {
      if (child !== started) return;
      child = null;
      if (timer !== null) clearTimeout(timer);
      if (!isClosed) startLater();
    };
    // A program that can't be started gives `error` and no `exit`.
    started.on('error', restart);
    started.on('exit', restart);
  };

  start();
  return {
    latest: () => (newest !== null && performance.now() - newest.atMs <= FRESH_MS ? newest.sample : null),
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      const running = child;
      if (running?.pid === undefined) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await ended;
    },
  };
}
