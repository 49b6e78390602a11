import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from '../../e2e/fixtures/lab.ts';
import { startModel, untilOver, untilReady } from '../lib/rank-lab.ts';
import { type KillLab, toldLeft, untilBothRun } from './kill-lab.ts';

const EXIT_NO_GROUP = 69;
const MET = /A rank of another start was met in the group/;

/**
 * A rank 1 of an earlier start has the port of the new one's, so that rank 0 meets it: neither loads, and both end. It is
 * started by hand, with the command, folder and addresses of the new one, for agents give each start ports of its own.
 */
export async function meetStaleRank({ api, bookingId, hold, leftovers }: KillLab) {
  hold([]);
  const before = await startModel(api, bookingId);
  await untilReady(api, before);
  const { ESPALIER_EPOCH, ESPALIER_SESSION } = environmentOf((await untilBothRun(before)).get(1)!);
  await api.sessions.end.mutate({ id: before });
  await untilOver(api, before);

  // The new rank 1 stands still once rank 0 waits for it, so that the other comes first.
  hold(['1 go']);
  const id = await startModel(api, bookingId);
  await until(120_000, 'rank 0 to wait for rank 1', async () => {
    const { state, endMessage } = await api.sessions.get.query({ id });
    if (state === 'failed') throw new Error(endMessage ?? 'it failed');
    return state === 'connecting';
  });
  const pids = await untilBothRun(id);
  leftovers.noteSockets(id);
  const stale = startLike(pids.get(1)!, { ESPALIER_EPOCH, ESPALIER_SESSION });
  try {
    const session = await untilOver(api, id, 120_000);
    await until(30_000, 'the stale rank to end', () => stale.exitCode !== null || stale.signalCode !== null);
    hold([]);
    const { endReason: reason, endMessage: words, state } = session;
    const faults = [
      state !== 'failed' && `it is ${state}`,
      !MET.test(words ?? '') && 'its words do not tell of the other start',
      stale.exitCode !== EXIT_NO_GROUP && `the stale rank ended with ${stale.exitCode ?? stale.signalCode}`,
      ...toldLeft(leftovers.look(id)),
    ].filter((it) => typeof it === 'string');
    return { met: 'a rank of an earlier start', reason, words, faults };
  } finally {
    stale.kill('SIGKILL');
  }
}

type Environment = Record<string, string | undefined>;

function environmentOf(pid: number): Environment {
  const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(lines.map((it) => [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)]));
}

/** The same program with the same addresses, past the stand-in that holds it. */
function startLike(pid: number, env: Environment): ChildProcess {
  const [python, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  const child = spawn(python!, args.slice(2), {
    env: { ...environmentOf(pid), ...env } as NodeJS.ProcessEnv,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.stdin.write('GO of-before\n');
  return child;
}
