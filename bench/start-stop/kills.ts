import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SessionState } from '@/shared/schemas/session.ts';
import type { Api } from '../../e2e/fixtures/api.ts';
import { ask, readAnswer } from '../../e2e/fixtures/flows.ts';
import { until } from '../../e2e/fixtures/lab.ts';
import { makeBenchFolder } from '../lib/database.ts';
import { watchLeftovers } from '../lib/leftovers.ts';
import { book, openRankLab, startModel, untilOver, untilReady } from '../lib/rank-lab.ts';
import { type KillLab, makeHoldingEngine, toldLeft, untilBothRun } from './kill-lab.ts';
import { meetStaleRank } from './stale-rank.ts';

type Case = {
  name: string;
  /** Where ranks stand still meanwhile, so that the state lasts. */
  hold: string[];
  state: SessionState;
  ends?: 'ended';
  /** It is asked for known answers. */
  proves?: boolean;
};
const CASES: Case[] = [
  { name: 'trying the link', hold: ['0 pair', '1 pair'], state: 'checking' },
  { name: 'launching', hold: ['0 ready'], state: 'preparing' },
  { name: 'joining', hold: ['0 group'], state: 'connecting' },
  { name: 'loading', hold: ['0 loaded', '1 loaded'], state: 'loading' },
  // The agent waits three seconds for the count of the warm-up token.
  { name: 'warming', hold: ['0 request-end'], state: 'warming_up' },
  { name: 'proving', hold: ['0 prompt'], state: 'proving', proves: true },
  { name: 'ready', hold: [], state: 'ready' },
  { name: 'answering', hold: [], state: 'ready' },
  { name: 'withheld', hold: ['0 crooked'], state: 'withheld', proves: true },
  { name: 'stopping', hold: [], state: 'ending', ends: 'ended' },
  { name: 'kept warm', hold: [], state: 'warm', ends: 'ended' },
  { name: 'taking over', hold: ['0 request-end'], state: 'warming_up' },
  { name: 'taken over', hold: [], state: 'ready' },
];
/** Which of two that only try their link was killed is not known to the other. */
const KILLED = /was killed|link of Rig \d did not work/i;
const KEPT_MINUTES = 60;

/** SIGKILL of each rank in each state: how the session ends, in which words, and what is left. */
export async function killRanks(): Promise<object> {
  const folder = makeBenchFolder();
  const planFile = path.join(folder, 'hold');
  const engineFolder = makeHoldingEngine(folder, planFile);
  const bench = await openRankLab({ size: 2, engineFolder });
  const hold = (lines: readonly string[]): void => writeFileSync(planFile, lines.join('\n'));
  const lab: KillLab = { ...bench, hold, leftovers: watchLeftovers(bench) };
  const told: { faults: string[] }[] = [];
  const tell = (result: { faults: string[] }): void => {
    told.push(result);
    console.log(JSON.stringify(result));
  };
  const only = process.env['CASES']?.split(',');
  const cases = CASES.filter((it) => !only || only.includes(it.name));
  try {
    // Whose answers are known from then on.
    await startAndEnd(lab);
    await bench.api.sessions.setKeepWarmRule.mutate({ minutes: KEPT_MINUTES });
    for (const it of cases) for (const rank of [0, 1]) tell(await killOne(lab, it, rank));
    tell(await meetStaleRank(lab));
    // And nothing of all that is in the way of the next start.
    await startAndEnd(lab);
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const faults = told.reduce((sum, it) => sum + it.faults.length, 0);
  return { bench: 'start-stop kills', states: cases.length, killed: cases.length * 2, staleRanks: 1, faults };
}

async function startAndEnd({ api, bookingId }: KillLab): Promise<void> {
  const id = await startModel(api, bookingId);
  await untilReady(api, id);
  await api.sessions.end.mutate({ id });
  await untilOver(api, id);
}

async function killOne(lab: KillLab, it: Case, rank: number) {
  const { api, leftovers, hold } = lab;
  await api.sessions.setCanaryRule.mutate({ rule: it.proves ? 'always' : 'off' });
  const { name, state, ends = 'failed' } = it;
  const { id, pids } = await bringTo(lab, it);
  const { state: seen } = await api.sessions.get.query({ id });
  const killedAt = performance.now();
  const wasThere = kill(pids.get(rank)!);
  const session = await untilOver(api, id);
  const endedS = Number(((performance.now() - killedAt) / 1000).toFixed(2));
  hold([]);
  const { rows } = await api.incidents.list.query({ limit: 10 });
  const newest = rows.find((row) => row.sessionId === id);
  const isFailure = ends === 'failed';
  const faults = [
    !wasThere && 'the rank was gone before it was killed',
    seen !== state && `it was ${seen}, not ${state}`,
    session.state !== ends && `it is ${session.state}`,
    isFailure && !KILLED.test(newest?.title ?? '') && `the incident says ${newest?.title}`,
    isFailure &&
      newest?.machine?.name !== session.ranks[rank]?.machineName &&
      `the incident names ${newest?.machine?.name}`,
    !isFailure && newest && `an incident: ${newest.title}`,
    ...toldLeft(leftovers.look(id)),
    ...[...pids.values()].filter(kill).map((pid) => `process left: ${pid}`),
  ].filter((fault) => typeof fault === 'string');
  if (state === 'warm') lab.bookingId = await book(api, lab.agents);
  const { endReason: reason, endMessage: words } = session;
  return {
    killed: `rank ${rank}`,
    while: name,
    endedS,
    reason,
    words,
    incident: newest?.title ?? null,
    faults,
  };
}

/** Whether it was still there. */
function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

type Brought = { id: string; pids: Map<number, number> };

/** A session in that state, and the processes of its ranks. */
async function bringTo(lab: KillLab, { name, hold, state }: Case): Promise<Brought> {
  const { api, leftovers } = lab;
  if (name === 'taking over' || name === 'taken over') return bringToNext(lab, hold, state);
  lab.hold(hold);
  const id = await startModel(api, lab.bookingId);
  if (state === 'warm') {
    await untilReady(api, id);
    await endBooking(api, lab.bookingId);
  }
  if (state === 'ending') await untilReady(api, id);
  else await untilIn(api, id, state);
  const pids = await untilBothRun(id);
  if (state === 'ending') {
    // Both stand still, so that ending takes the whole ladder.
    for (const pid of pids.values()) process.kill(pid, 'SIGSTOP');
    await api.sessions.end.mutate({ id });
  }
  if (name === 'answering') {
    const ids = await ask(api, id, 'Tell me a long story about an espalier');
    await until(60_000, 'words', async () => (await readAnswer(api, ids)).completionTokens > 5);
  }
  leftovers.noteSockets(id);
  return { id, pids };
}

/** The ranks are those of the session before, and carry its mark. */
async function bringToNext(lab: KillLab, hold: string[], state: SessionState): Promise<Brought> {
  const { api, agents, leftovers } = lab;
  const warm = await startModel(api, lab.bookingId);
  await untilReady(api, warm);
  const pids = await untilBothRun(warm);
  leftovers.noteSockets(warm);
  await endBooking(api, lab.bookingId);
  await untilIn(api, warm, 'warm');
  lab.bookingId = await book(api, agents);
  lab.hold(hold);
  const id = await startModel(api, lab.bookingId);
  await untilIn(api, id, state);
  return { id, pids };
}

async function endBooking(api: Api, id: string): Promise<void> {
  const { revision } = await api.bookings.get.query({ id });
  await api.bookings.end.mutate({ id, revision });
}

async function untilIn(api: Api, id: string, state: SessionState): Promise<void> {
  await until(300_000, `the session to be ${state}`, async () => {
    const now = await api.sessions.get.query({ id });
    if (['failed', 'ended'].includes(now.state))
      throw new Error(`It is ${now.state} and was not ${state}: ${now.endMessage}`);
    return now.state === state;
  });
}
