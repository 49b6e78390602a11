import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { endLeftovers } from './end-leftovers.ts';
import { processStartTime } from './processes.ts';
import { RANK_MARK, rankMark } from './rank-mark.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function sleeper(env: Record<string, string> = {}): { pid: number; gone: Promise<void> } {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env: { ...process.env, ...env } });
  children.push(child);
  return { pid: child.pid!, gone: new Promise((resolve) => child.once('exit', () => resolve())) };
}

const record = { sessionId: 'left', epoch: 1, rank: 0 };

test('a survivor with the pid and start time of the journal is ended', async () => {
  const { pid, gone } = sleeper();
  await endLeftovers([{ ...record, pid, startTime: processStartTime(pid) }]);
  await gone;
  expect(processStartTime(pid)).toBeNull();
});

test('an innocent process that was given the pid since is left alone', async () => {
  const { pid } = sleeper();
  await endLeftovers([{ ...record, pid, startTime: 'another start' }]);
  expect(processStartTime(pid)).not.toBeNull();
});

test('a rank that moved to its own group and lost its leader is found by its mark', async () => {
  const marked = sleeper({ [RANK_MARK]: rankMark(record) });
  const other = sleeper({ [RANK_MARK]: rankMark({ ...record, epoch: 2 }) });
  await endLeftovers([{ ...record, pid: null, startTime: null }]);
  await marked.gone;
  expect(processStartTime(other.pid)).not.toBeNull();
});
