import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createLineSplitter } from '../lines.ts';
import { groupMembers, killProcess, markedProcesses, processStartTime, signalGroup } from '../processes.ts';
import { RANK_MARK } from '../rank-mark.ts';
import { nextStopStep, type StopStep } from './stop-ladder.ts';

export type RankCommand = { command: string; args: string[]; env: Record<string, string>; cwd: string };
export type RankProcess = {
  pid: number;
  startTime: string | null;
  write(line: string): void;
  /** Walks the stop ladder until the whole group is gone; `onExit` then follows. `at-once`: with its last step. */
  end(how: 'in-steps' | 'at-once'): void;
};
export type RankProcessEvents = {
  onStdout(line: string): void;
  onStderr(line: string): void;
  /** The leader has exited and nobody of its group is left. */
  onExit(code: number | null, signal: NodeJS.Signals | null): void;
  onSpawnError(error: Error): void;
};

const STEP_MS = 50;
/** An event that says why something failed is longer than a line of a log. */
const MOST_EVENT = 64 * 1024;
/** How long a dead rank's pipes may stay open before they are given up. */
const DRAIN_MS = 500;

/**
 * Starts a program of a rank, of whatever engine, as the leader of its own process group with stdin as its lifeline. Its
 * environment carries `RANK_MARK`, by which what it starts is found and ended with it.
 */
export function spawnRank({ command, args, env, cwd }: RankCommand, events: RankProcessEvents): RankProcess {
  // The types of Next want NODE_ENV in every environment; a rank's is made from nothing.
  const bare = env as unknown as NodeJS.ProcessEnv;
  const child = spawn(command, args, { cwd, env: bare, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const pid = child.pid;
  if (pid === undefined) {
    child.once('error', events.onSpawnError);
    return { pid: 0, startTime: null, write: () => {}, end: () => {} };
  }
  child.on('error', (error) => events.onStderr(error.message));
  // A write to a rank that has just ended fails with EPIPE; its exit tells the story.
  child.stdin.on('error', () => {});
  readLines(child.stdout, createLineSplitter(events.onStdout, MOST_EVENT));
  readLines(child.stderr, createLineSplitter(events.onStderr));
  const drained = Promise.all([closed(child.stdout), closed(child.stderr)]);
  const ending = createEnding(child, pid);
  child.once('exit', (code, signal) => {
    ending.sweep(env[RANK_MARK] ?? '', () => {
      // The leader's last words are still in the pipes.
      const giveUp = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, DRAIN_MS);
      void drained.then(() => {
        clearTimeout(giveUp);
        events.onExit(code, signal);
      });
    });
  });
  return {
    pid,
    startTime: processStartTime(pid),
    write: (line) => void child.stdin.write(`${line}\n`),
    end: ending.start,
  };
}

function readLines(stream: Readable, splitter: ReturnType<typeof createLineSplitter>): void {
  stream.on('data', (chunk: Buffer) => splitter.push(chunk));
  stream.on('end', () => splitter.end());
  stream.on('error', () => splitter.end());
}

const closed = (stream: Readable): Promise<void> =>
  new Promise((resolve) => stream.once('close', () => resolve()));

function createEnding(
  child: ChildProcess,
  pid: number,
): { start(how: 'in-steps' | 'at-once'): void; sweep(mark: string, onEmpty: () => void): void } {
  let startedMs: number | null = null;
  const done: StopStep[] = [];
  let timer: NodeJS.Timeout | undefined;
  const climb = (): void => {
    if (startedMs === null || child.exitCode !== null || child.signalCode !== null) return;
    const step = nextStopStep(performance.now() - startedMs, done);
    if (step !== null) {
      done.push(step);
      if (step === 'close-stdin') child.stdin?.end('STOP\n');
      else signalGroup(pid, step === 'term' ? 'SIGTERM' : 'SIGKILL');
    }
    timer = setTimeout(climb, STEP_MS);
  };
  return {
    start(how) {
      if (how === 'at-once') signalGroup(pid, 'SIGKILL');
      if (startedMs !== null) return;
      startedMs = performance.now();
      climb();
    },
    sweep(mark, onEmpty) {
      clearTimeout(timer);
      const look = (): void => {
        const left = new Set([...groupMembers(pid), ...markedProcesses(RANK_MARK, mark)]);
        if (left.size === 0) return onEmpty();
        for (const member of left) killProcess(member);
        setTimeout(look, STEP_MS);
      };
      look();
    },
  };
}
