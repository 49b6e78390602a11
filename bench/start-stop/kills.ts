import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SessionState } from '@/shared/schemas/session.ts';
import { ask, readAnswer } from '../../e2e/fixtures/flows.ts';
import { until } from '../../e2e/fixtures/lab.ts';
import { listRanks } from '../../e2e/fixtures/rank-processes.ts';
import { makeBenchFolder } from '../lib/database.ts';
import { watchLeftovers } from '../lib/leftovers.ts';
import { openRankLab, type RankLab, startModel, untilOver, untilReady } from '../lib/rank-lab.ts';

type Case = {
  name: string;
  /** What ranks stand still before saying meanwhile, so that the state lasts. */
  hold: string[];
  state: SessionState;
};
const CASES: Case[] = [
  { name: 'launching', hold: ['0 ready'], state: 'preparing' },
  { name: 'joining', hold: ['0 group'], state: 'connecting' },
  { name: 'loading', hold: ['0 loaded', '1 loaded'], state: 'loading' },
  // The agent waits three seconds for the count of the warm-up token.
  { name: 'warming', hold: ['0 request-end'], state: 'warming_up' },
  { name: 'ready', hold: [], state: 'ready' },
  { name: 'answering', hold: [], state: 'ready' },
  { name: 'stopping', hold: [], state: 'ending' },
];

/** SIGKILL of each rank in each state: how the session ends, in which words, and what is left. */
export async function killRanks(): Promise<object> {
  const folder = makeBenchFolder();
  const planFile = path.join(folder, 'hold');
  const bench = await openRankLab({ size: 2, engineFolder: makeHoldingEngine(folder, planFile) });
  const told: object[] = [];
  let faults = 0;
  try {
    const leftovers = watchLeftovers(bench);
    for (const it of CASES) {
      for (const rank of [0, 1]) {
        const result = await killOne(bench, it, rank, planFile, leftovers);
        faults += result.faults.length;
        told.push(result);
        console.log(JSON.stringify(result));
      }
    }
    // And nothing of all that is in the way of the next start.
    const id = await startModel(bench.api, bench.bookingId);
    await untilReady(bench.api, id);
    await bench.api.sessions.end.mutate({ id });
    await untilOver(bench.api, id);
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { bench: 'start-stop kills', killed: told.length, faults };
}

async function killOne(
  { api, bookingId }: RankLab,
  { name, hold, state }: Case,
  rank: number,
  planFile: string,
  leftovers: ReturnType<typeof watchLeftovers>,
) {
  writeFileSync(planFile, hold.join('\n'));
  const id = await startModel(api, bookingId);
  const stateNow = async () => (await api.sessions.get.query({ id })).state;
  const pidOf = (of: number): number | undefined => listRanks(id).find((it) => it.rank === of)?.pid;
  if (state === 'ending') {
    await untilReady(api, id);
    leftovers.noteSockets(id);
    // Both stand still, so that ending takes the whole ladder.
    for (const { pid } of listRanks(id)) process.kill(pid, 'SIGSTOP');
    await api.sessions.end.mutate({ id });
  } else {
    await until(90_000, `the session to be ${state}`, async () => (await stateNow()) === state);
    await until(30_000, 'both ranks to run', () => listRanks(id).length === 2);
  }
  if (name === 'answering') {
    const ids = await ask(api, id, 'Tell me a long story about an espalier');
    await until(60_000, 'words', async () => (await readAnswer(api, ids)).completionTokens > 5);
  }
  leftovers.noteSockets(id);
  const seen = await stateNow();
  const killedAt = performance.now();
  process.kill(pidOf(rank)!, 'SIGKILL');
  const session = await untilOver(api, id);
  const endedS = Number(((performance.now() - killedAt) / 1000).toFixed(2));
  rmSync(planFile, { force: true });
  const { rows } = await api.incidents.list.query({ limit: 10 });
  const items = rows.filter((it) => it.sessionId === id);
  const { processes, ports, files } = leftovers.look(id);
  const isEnding = state === 'ending';
  const faults = [
    seen !== state && `it was ${seen}, not ${state}`,
    session.state !== (isEnding ? 'ended' : 'failed') && `it is ${session.state}`,
    items.length !== (isEnding ? 0 : 1) && `${items.length} incidents`,
    !isEnding &&
      items[0]?.machine?.name !== session.ranks[rank]?.machineName &&
      `the incident names ${items[0]?.machine?.name}`,
    ...processes.map((it) => `process left: ${it}`),
    ...ports.map((it) => `port left: ${it}`),
    ...files.map((it) => `file left: ${it}`),
  ].filter((it) => it !== false);
  return {
    killed: `rank ${rank}`,
    while: name,
    endedS,
    reason: session.endReason,
    words: session.endMessage,
    incident: items[0]?.title ?? null,
    faults,
  };
}

/** The engine as it is, but each rank is started through `hold-rank.py`. */
function makeHoldingEngine(folder: string, planFile: string): string {
  const real = process.env['ESPALIER_ENGINE_FOLDER'] ?? path.resolve('.data/engine');
  const engine = path.join(folder, 'engine');
  const bin = path.join(engine, 'venv', 'bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(path.join(real, 'ready.json'), path.join(engine, 'ready.json'));
  const hold = path.resolve('bench/start-stop/hold-rank.py');
  const python = path.join(bin, 'python');
  writeFileSync(python, `#!/bin/sh\nexec '${real}/venv/bin/python' '${hold}' '${planFile}' "$@"\n`);
  chmodSync(python, 0o755);
  return engine;
}
