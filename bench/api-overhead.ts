/**
 * What a program waits longer when it asks the portal's API in place of rank 0 itself, and beside it what LiteLLM's
 * proxy takes before the same rank: one question, one answer, streamed over HTTP, on one rank and on two. Each round
 * asks all three in another order and is compared with itself: added time is the median of a round's differences to
 * straight, the rate's ratio the median of its quotients. After the first rounds, which are dropped, rank 0 has the
 * question in its prompt cache, on every path alike.
 *
 * On a Mac the ranks compute on the GPU. Here they would take the processors from client, portal and LiteLLM, and what
 * is measured would be the scheduler: so they come after whoever else wants a processor, on every path alike.
 */
import { readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { type Api, apiClient, signIn } from '../e2e/fixtures/api.ts';
import { endBooking, startReadySession } from '../e2e/fixtures/flows.ts';
import { type Lab, startLab } from '../e2e/fixtures/lab.ts';
import { listRanks } from '../e2e/fixtures/rank-processes.ts';
import { makeApiKey } from './lib/api-key.ts';
import { askStream, type StreamAddress, type Timing } from './lib/ask-stream.ts';
import { makeBenchFolder } from './lib/database.ts';
import { LITELLM_VERSION, prepareLitellm, startLitellm } from './lib/litellm.ts';
import { quantile } from './lib/quantile.ts';
import { findRank, tapRankKeys } from './lib/rank-address.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 60);
/** Portals and proxies run for weeks: what is asked for the first times runs code that nothing has made fast yet. */
const WARM_UP_ROUNDS = 18;
const MAX_TOKENS = 100;
const QUESTION = 'What is Espalier?';
/** Every order, so that none is more often after another than before it. */
const ORDERS = [
  ['straight', 'portal', 'litellm'],
  ['litellm', 'portal', 'straight'],
  ['portal', 'straight', 'litellm'],
  ['litellm', 'straight', 'portal'],
  ['straight', 'litellm', 'portal'],
  ['portal', 'litellm', 'straight'],
] as const;
type Path = (typeof ORDERS)[number][number];
type Address = Omit<StreamAddress, 'maxTokens'>;
type Addresses = Partial<Record<Path, Address>>;
type Round = Partial<Record<Path, Timing>>;

async function main(): Promise<void> {
  const python = await prepareLitellm();
  const dataFolder = makeBenchFolder();
  const { env, keysFile } = tapRankKeys(dataFolder);
  const lab = await startLab({ dataFolder, agents: (it) => it.simulate === null, env });
  try {
    const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
    const portal = await openPortal(lab, api);
    const measure = (size: number) => measureOn(size, { api, portal, keysFile, python, dataFolder });
    const oneRank = figures('one rank', await measure(1));
    const twoRanks = figures('two ranks', await measure(2));
    const litellmVersion = python && LITELLM_VERSION;
    console.log(JSON.stringify({ bench: 'api-overhead', rounds: ROUNDS, litellmVersion, oneRank, twoRanks }));
  } finally {
    await lab.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** With a connection that stays open. */
async function openPortal(lab: Lab, api: Api): Promise<Address> {
  const agent = new http.Agent({ keepAlive: true });
  const port = Number(new URL(lab.url).port);
  return { port, key: await makeApiKey(api), path: '/api/v1/chat/completions', model: 'auto', agent };
}

type Setting = {
  api: Api;
  portal: Address;
  keysFile: string;
  python: string | null;
  dataFolder: string;
};

async function measureOn(
  size: number,
  { api, portal, keysFile, python, dataFolder }: Setting,
): Promise<Round[]> {
  const running = await startReadySession(api, { simulated: false, size, modelId: 'espalier-demo' });
  for (const { pid } of listRanks(running.sessionId)) yieldToOthers(pid);
  const straight = await findRank(running.sessionId, keysFile);
  const folder = path.join(dataFolder, `litellm-${size}`);
  const litellm = python === null ? null : await startLitellm(python, straight, folder);
  try {
    const agent = new http.Agent({ keepAlive: true });
    return await askInRounds({ straight, portal, ...(litellm && { litellm: { ...litellm, agent } }) });
  } finally {
    await litellm?.stop();
    await endBooking(api, running);
  }
}

/** Every thread of it: a priority is a thread's own on Linux, and later ones begin with that of who starts them. */
function yieldToOthers(pid: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`)) os.setPriority(Number(thread), 10);
}

async function askInRounds(addresses: Addresses): Promise<Round[]> {
  const rounds: Round[] = [];
  let expected: string | null = null;
  for (let index = 0; index < WARM_UP_ROUNDS + ROUNDS; index++) {
    const round: Round = {};
    for (const it of ORDERS[index % ORDERS.length]!) {
      if (!addresses[it]) continue;
      const { text, ...timing } = await askStream({ ...addresses[it], maxTokens: MAX_TOKENS }, QUESTION);
      expected ??= text;
      if (text !== expected)
        throw new Error(`Another answer over ${it}, so that rates compare nothing: ${text}`);
      round[it] = timing;
      // Each question meets rank 0's idle poll at another moment, as people's questions do.
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 100));
    }
    if (index >= WARM_UP_ROUNDS) rounds.push(round);
  }
  return rounds;
}

function figures(title: string, rounds: Round[]) {
  const of = (measured: (round: Round) => number, share: number, digits: number): number =>
    Number(quantile(rounds.map(measured), share).toFixed(digits));
  const added =
    (it: Path) =>
    (round: Round): number =>
      (round[it]?.ttftMs ?? Number.NaN) - round.straight!.ttftMs;
  const ratio =
    (it: Path) =>
    (round: Round): number =>
      (round[it]?.charactersPerSecond ?? Number.NaN) / round.straight!.charactersPerSecond;
  const result = {
    straightFirstTokenMsP50: of((it) => it.straight!.ttftMs, 0.5, 1),
    portalAddedMsP50: of(added('portal'), 0.5, 1),
    portalAddedMsP95: of(added('portal'), 0.95, 1),
    portalRateRatio: of(ratio('portal'), 0.5, 3),
    litellmAddedMsP50: of(added('litellm'), 0.5, 1),
    litellmAddedMsP95: of(added('litellm'), 0.95, 1),
    litellmRateRatio: of(ratio('litellm'), 0.5, 3),
  };
  console.log(`${title}, load ${os.loadavg()[0]!.toFixed(1)}:`, result);
  return result;
}

await main();
