/**
 * What a portal that is cut off ends: nothing. Two ranks of real MLX answer a long question while the database refuses
 * everybody for AWAY_S (31) seconds, stands still as long, and the portal itself stands still for FROZEN_S (40). After
 * each the session is the same with the same processes, and the answer goes on, or came to its own end meanwhile: asked at
 * temperature 0, what was said in one case is how all the others begin.
 */
import { execFileSync } from 'node:child_process';
import { type Api } from '../e2e/fixtures/api.ts';
import { ask, readAnswer } from '../e2e/fixtures/flows.ts';
import { until } from '../e2e/fixtures/lab.ts';
import { listRanks } from '../e2e/fixtures/rank-processes.ts';
import { withBenchDatabase } from './lib/database.ts';
import { openGate } from './lib/gate.ts';
import { openRankLab, startModel, untilOver, untilReady } from './lib/rank-lab.ts';

const AWAY_S = Number(process.env['AWAY_S'] ?? 31);
const FROZEN_S = Number(process.env['FROZEN_S'] ?? 40);
const QUESTION = 'Tell me a long story about an espalier';
const FINAL = ['completed', 'stopped', 'length', 'interrupted', 'error'];

type Outage = { name: string; seconds: number; begin(): void; end(): void };

async function measure(databaseUrl: string, postgresPid: number): Promise<object> {
  const gate = await openGate(databaseUrl);
  const bench = await openRankLab({ size: 2, env: { DATABASE_URL: gate.url } });
  const { api, lab } = bench;
  const told: { faults: string[] }[] = [];
  const texts: string[] = [];
  try {
    const id = await startModel(api, bench.bookingId);
    await untilReady(api, id);
    const outages: Outage[] = [
      { name: 'the database refuses', seconds: AWAY_S, begin: gate.shut, end: gate.open },
      {
        name: 'the database stands still',
        seconds: AWAY_S,
        begin: () => signalAll(postgresPid, 'STOP'),
        end: () => signalAll(postgresPid, 'CONT'),
      },
      {
        name: 'the portal stands still',
        seconds: FROZEN_S,
        begin: () => lab.portal().kill('SIGSTOP'),
        end: () => lab.portal().kill('SIGCONT'),
      },
    ];
    for (const it of outages) {
      const { text, ...result } = await suffer(api, id, it);
      texts.push(text);
      told.push(result);
      console.log(JSON.stringify(result));
    }
    await api.sessions.end.mutate({ id });
    await untilOver(api, id);
  } finally {
    signalAll(postgresPid, 'CONT');
    lab.portal().kill('SIGCONT');
    await bench.close();
    gate.close();
  }
  const faults = told.reduce((sum, it) => sum + it.faults.length, 0);
  const longest = texts.toSorted((a, b) => b.length - a.length)[0]!;
  const sameWords = texts.every((it) => longest.startsWith(it));
  return {
    bench: 'outages',
    databaseAwayS: AWAY_S,
    portalFrozenS: FROZEN_S,
    outages: told.length,
    sameWords,
    faults,
  };
}

async function suffer(api: Api, id: string, { name, seconds, begin, end }: Outage) {
  const pids = pidsOf(id);
  const ids = await ask(api, id, QUESTION);
  await until(60_000, 'words', async () => (await readAnswer(api, ids)).completionTokens > 5);
  const { completionTokens: tokensBefore } = await readAnswer(api, ids);
  const fromMs = performance.now();
  let isGone = false;
  begin();
  try {
    await until((seconds + 10) * 1000, `${seconds} s without it`, () => {
      isGone ||= pidsOf(id) !== pids;
      return performance.now() - fromMs > seconds * 1000;
    });
  } finally {
    end();
  }
  const backAt = performance.now();
  await until(60_000, 'the portal to answer', async () => (await stateOf(api, id)) !== null);
  const backS = secondsSince(backAt);
  const stateAtOnce = await stateOf(api, id);
  const { completionTokens: tokensBack } = await readAnswer(api, ids);
  // A fast engine comes to the answer's own end meanwhile, which is as good.
  await until(120_000, 'more words', async () => {
    const { completionTokens, state } = await readAnswer(api, ids);
    return completionTokens > tokensBack + 5 || FINAL.includes(state);
  });
  if (!FINAL.includes((await readAnswer(api, ids)).state))
    await api.chat.stop.mutate({ generationId: ids.generationId });
  await until(60_000, 'the answer to end', async () => FINAL.includes((await readAnswer(api, ids)).state));
  const answer = await readAnswer(api, ids);
  const session = await api.sessions.get.query({ id });
  const { rows } = await api.incidents.list.query({ limit: 10 });
  const faults = [
    isGone && 'a rank ended meanwhile',
    pidsOf(id) !== pids && 'the ranks are others',
    stateAtOnce !== 'ready' && `the session was ${stateAtOnce} at once`,
    session.state !== 'ready' && `the session is ${session.state}: ${session.endMessage}`,
    !['stopped', 'completed'].includes(answer.state) && `the answer is ${answer.state}`,
    answer.completionTokens <= tokensBefore && 'no word came after',
    ...rows.filter((it) => it.sessionId === id).map((it) => `an incident: ${it.title}`),
  ].filter((it) => typeof it === 'string');
  const tokens = answer.completionTokens;
  return { while: name, seconds, backS, tokensBefore, tokensBack, tokens, faults, text: answer.text };
}

const secondsSince = (ms: number): number => Number(((performance.now() - ms) / 1000).toFixed(1));
const pidsOf = (id: string): string =>
  listRanks(id)
    .map((it) => it.pid)
    .toSorted((a, b) => a - b)
    .join();

/** Null while nobody says. */
async function stateOf(api: Api, id: string): Promise<string | null> {
  try {
    return (await api.sessions.get.query({ id })).state;
  } catch {
    return null;
  }
}

/** Postgres and each of its processes: whoever is connected is answered by one of its own. */
function signalAll(pid: number, signal: 'STOP' | 'CONT'): void {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  for (const it of [pid, ...children.trim().split(/\s+/).map(Number)]) {
    try {
      process.kill(it, `SIG${signal}`);
    } catch {
      // Gone since it was listed.
    }
  }
}

console.log(JSON.stringify(await withBenchDatabase((_db, { url, pid }) => measure(url, pid))));
