/**
 * Two network namespaces as two hosts, each with an agent and a rank of real MLX, the portal on this host: what people
 * see when a cable is pulled for a while or for good and when packets are lost. One line of JSON for each, then one for
 * all. As root only. ONLY: names of scenarios, with commas.
 */
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask, readAnswer } from '../e2e/fixtures/flows.ts';
import { until } from '../e2e/fixtures/lab.ts';
import { listRanks } from '../e2e/fixtures/rank-processes.ts';
import {
  openRankLab,
  type RankLab,
  startModel,
  untilOver,
  untilReady,
  untilStartable,
} from './lib/rank-lab.ts';
import { findHindrance, type Hosts, makeHosts } from './namespaces/hosts.ts';

type Scenario = {
  name: string;
  isAnswering: boolean;
  /** Pulled before anything is asked, or while words come. */
  pull(hosts: Hosts): void;
  /** How long; null: for good. */
  forS: number | null;
  /** How it must end. */
  expected: 'ready' | 'failed';
};
const pullB = (hosts: Hosts): void => {
  hosts.cut('portal', 'b');
  hosts.cut('a', 'b');
};
const pullPortal = (hosts: Hosts): void => {
  hosts.cut('portal', 'a');
  hosts.cut('portal', 'b');
};
const SCENARIOS: Scenario[] = [
  { name: 'idle, one Mac cut off 10 s', isAnswering: false, pull: pullB, forS: 10, expected: 'ready' },
  { name: 'answering, one Mac cut off 10 s', isAnswering: true, pull: pullB, forS: 10, expected: 'ready' },
  {
    name: 'answering, portal cut off 10 s',
    isAnswering: true,
    pull: pullPortal,
    forS: 10,
    expected: 'ready',
  },
  {
    name: 'answering, portal cut off 60 s',
    isAnswering: true,
    pull: pullPortal,
    forS: 60,
    expected: 'ready',
  },
  { name: 'idle, one Mac cut off 60 s', isAnswering: false, pull: pullB, forS: 60, expected: 'ready' },
  { name: 'answering, one Mac cut off 60 s', isAnswering: true, pull: pullB, forS: 60, expected: 'failed' },
  { name: 'idle, one Mac cut off for good', isAnswering: false, pull: pullB, forS: null, expected: 'failed' },
  {
    name: '1 % of packets lost',
    isAnswering: true,
    pull: (it) => it.lose(0.01),
    forS: 20,
    expected: 'ready',
  },
  {
    name: '5 % of packets lost',
    isAnswering: true,
    pull: (it) => it.lose(0.05),
    forS: 20,
    expected: 'ready',
  },
];
const LONG_QUESTION = 'Tell me a long story about an espalier';
const WHOLE = ['completed', 'stopped', 'length'];
const FINAL = ['completed', 'stopped', 'length', 'interrupted', 'error'];
type Told = { state: string; completionTokens: number };
const isOver = ({ state }: Told): boolean => FINAL.includes(state);
const goesOn = ({ completionTokens }: Told, since: number): boolean => completionTokens > since + 5;
/** Longer than a lease and its end. */
const MOST_MS = 240_000;

async function main(): Promise<void> {
  const hindrance = findHindrance();
  if (hindrance !== null) return console.log(JSON.stringify({ bench: 'namespaces', skipped: hindrance }));
  const engine = process.env['ESPALIER_ENGINE_FOLDER'] ?? path.resolve('.data/engine');
  const hosts = await makeHosts(path.join(engine, 'venv', 'bin', 'python'));
  const only = process.env['ONLY']?.split(',').map((it) => it.trim());
  let faults = 0;
  let count = 0;
  try {
    const bench = await openRankLab({
      size: 2,
      host: hosts.portalAddress,
      env: { HOST: '0.0.0.0' },
      within: hosts.within,
    });
    try {
      for (const scenario of SCENARIOS.filter((it) => !only || only.some((part) => it.name.includes(part)))) {
        const seen = await play(bench, hosts, scenario);
        console.log(JSON.stringify(seen));
        faults += seen.faults.length;
        count += 1;
      }
    } finally {
      await bench.close();
    }
  } finally {
    hosts.close();
  }
  console.log(JSON.stringify({ bench: 'namespaces', scenarios: count, faults }));
}

async function play(bench: RankLab, hosts: Hosts, scenario: Scenario) {
  const { api, bookingId } = bench;
  await untilStartable(api, bookingId);
  const id = await startModel(api, bookingId);
  await untilReady(api, id);
  const ids = scenario.isAnswering ? await ask(api, id, LONG_QUESTION) : null;
  if (ids) await until(60_000, 'words', async () => (await readAnswer(api, ids)).completionTokens > 5);
  scenario.pull(hosts);
  const eyes = openEyes(bench, id, ids);
  if (scenario.forS !== null) {
    await eyes.watchFor(scenario.forS * 1000);
    hosts.joinAll();
    hosts.lose(0);
    eyes.note(scenario.name.includes('lost') ? 'no more is lost' : 'joined again');
  }
  const joined = (await eyes.look()).answer?.completionTokens ?? 0;
  await eyes.watchUntil(async ({ session, answer }) => {
    if (session.state === 'failed') return session.ranks.every((it) => it.state === 'exited');
    const isBack = session.ranks.every((it) => it.connection === 'online');
    return scenario.forS !== null && isBack && (answer === null || isOver(answer) || goesOn(answer, joined));
  });
  const { session, answer } = await eyes.look();
  if (session.state === 'ready' && ids && answer && !isOver(answer)) {
    eyes.note(`the answer goes on, at ${answer.completionTokens} tokens; it is stopped`);
    await api.chat.stop.mutate({ generationId: ids.generationId });
    await eyes.watchUntil(async (it) => it.answer === null || isOver(it.answer), 30_000);
  }
  const end = await eyes.look();
  const { rows } = await api.incidents.list.query({ limit: 10 });
  const incident = rows.find((it) => it.sessionId === id) ?? null;
  hosts.joinAll();
  const faults = [
    end.session.state !== scenario.expected && `it is ${end.session.state}, not ${scenario.expected}`,
    (incident !== null) !== (end.session.state === 'failed') && 'failed and incident do not go together',
    end.answer && !isOver(end.answer) && `its answer is ${end.answer.state} for ever`,
    end.session.state === 'ready' &&
      end.answer &&
      !WHOLE.includes(end.answer.state) &&
      `its answer is ${end.answer.state}`,
  ].filter((it) => typeof it === 'string');
  if (end.session.state === 'ready') await api.sessions.end.mutate({ id });
  await untilOver(api, id);
  await until(60_000, 'no rank to be left', () => listRanks(id).length === 0);
  return {
    scenario: scenario.name,
    seen: eyes.seen,
    end: end.session.state,
    words: end.session.endMessage,
    incident: incident?.title ?? null,
    answer: end.answer?.state ?? null,
    tokens: end.answer?.completionTokens ?? null,
    faults,
  };
}

/** What the session's page and its answer show, noted whenever it changes. */
function openEyes({ api }: RankLab, id: string, ids: Parameters<typeof readAnswer>[1] | null) {
  const startedMs = performance.now();
  const seen: string[] = [];
  let last = '';
  const note = (text: string): void => {
    seen.push(`${((performance.now() - startedMs) / 1000).toFixed(0)} s: ${text}`);
  };
  const look = async () => {
    const session = await api.sessions.get.query({ id });
    const answer = ids && (await readAnswer(api, ids));
    const ranks = session.ranks.map((it) => `${it.machineName} ${it.connection}, ${it.state}`).join('; ');
    const text = `${session.state}; ${ranks}${answer ? `; answer ${answer.state}` : ''}`;
    if (text !== last) note(text);
    last = text;
    return { session, answer };
  };
  const watchUntil = async (
    isSo: (it: Awaited<ReturnType<typeof look>>) => Promise<boolean>,
    ms = MOST_MS,
  ) => {
    const untilMs = performance.now() + ms;
    while (!(await isSo(await look())) && performance.now() < untilMs) await wait(250);
  };
  return { seen, note, look, watchUntil, watchFor: (ms: number) => watchUntil(async () => false, ms) };
}

await main();
