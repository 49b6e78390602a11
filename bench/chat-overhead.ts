/**
 * What the portal adds to a chat: the same prompts straight to rank 0, through a bare Node pass-through (the
 * floor) and through the portal by the path the browser takes (tRPC post, socket.io stream), interleaved in one
 * run, on one rank and on two. Times are medians; the order of the three paths rotates, so that none profits
 * from the prompt cache another has filled.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { io } from 'socket.io-client';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { type Api, apiClient, signIn } from '../e2e/fixtures/api.ts';
import { endBooking, startReadySession } from '../e2e/fixtures/flows.ts';
import { type Lab, startLab } from '../e2e/fixtures/lab.ts';
import { listeningPorts, listRanks } from '../e2e/fixtures/rank-processes.ts';
import { childrenCpuMs, ownCpuMs, parentOf } from './cpu-times.ts';
import { makeBenchFolder } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 60);
const MAX_TOKENS = 40;
const PATHS = ['direct', 'floor', 'portal'] as const;
type Path = (typeof PATHS)[number];
/** Speed in characters: a chunk is not a token, and the same prompts give the same text on every path. */
type Timing = { ttftMs: number; charactersPerSecond: number };
/** CPU that everything between rank 0 and the asker used, over all questions of the path it serves. */
const PROGRAMS = ['agent', 'portal', 'postgres', 'floor'] as const;
type CpuMs = Record<(typeof PROGRAMS)[number], number>;
type Measured = { timings: Record<Path, Timing[]>; cpuMs: CpuMs };
type Mark = { atMs: number; characters: number };

async function main(): Promise<void> {
  const dataFolder = makeBenchFolder();
  const keysFile = path.join(dataFolder, 'keys');
  const tap = pathToFileURL(path.resolve('bench/tap-rank-key.mjs')).href;
  const env = { NODE_OPTIONS: `--import ${tap}`, ESPALIER_BENCH_KEYS: keysFile };
  const lab = await startLab({ dataFolder, agents: (it) => it.simulate === null, env });
  try {
    const cookie = await signIn(lab.url, lab.account('owner'));
    const api = apiClient(lab.url, cookie);
    const oneRank = await measure(lab, cookie, api, 1, keysFile);
    const twoRanks = await measure(lab, cookie, api, 2, keysFile);
    print('one rank', oneRank);
    print('two ranks', twoRanks);
    console.log(
      JSON.stringify({
        bench: 'chat-overhead',
        rounds: ROUNDS,
        oneRank: figures(oneRank),
        twoRanks: figures(twoRanks),
      }),
    );
  } finally {
    await lab.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

type RankAddress = { port: number; key: string };

async function measure(
  lab: Lab,
  cookie: string,
  api: Api,
  size: number,
  keysFile: string,
): Promise<Measured> {
  const running = await startReadySession(api, { simulated: false, size, modelId: 'espalier-demo' });
  const { sessionId } = running;
  const rank = await findRank(sessionId, keysFile);
  const floor = await passThrough(rank.port);
  const browser = await openBrowserPath(lab.url, cookie, api, sessionId);
  const timings: Record<Path, Timing[]> = { direct: [], floor: [], portal: [] };
  const ask: Record<Path, (prompt: string) => Promise<Timing>> = {
    direct: (prompt) => askHttp(rank, prompt),
    floor: (prompt) => askHttp({ ...rank, port: floor.port }, prompt),
    portal: browser.ask,
  };
  const readCpu = cpuReader(lab, sessionId, floor.pid);
  const cpuMs: CpuMs = { agent: 0, portal: 0, postgres: 0, floor: 0 };
  await browser.openChat();
  for (const it of PATHS) await ask[it]('Hello');
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < PATHS.length; turn++) {
      const it = PATHS[(round + turn) % PATHS.length]!;
      if (it === 'portal') await browser.openChat();
      const before = readCpu();
      timings[it].push(await ask[it](`${round}. ${PROMPTS[round % PROMPTS.length]}`));
      const after = readCpu();
      for (const program of PROGRAMS) {
        if (it === (program === 'floor' ? 'floor' : 'portal'))
          cpuMs[program] += after[program] - before[program];
      }
      // Each question meets rank 0's idle poll at another moment, as people's questions do.
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 100));
    }
  }
  browser.close();
  floor.close();
  await endBooking(api, running);
  return { timings, cpuMs };
}

function cpuReader(lab: Lab, sessionId: string, floorPid: number): () => CpuMs {
  // Ranks are children of their agents, and no part of what is measured here.
  const agents = [...new Set(listRanks(sessionId).map((it) => parentOf(it.pid)))];
  return () => ({
    agent: ownCpuMs(agents),
    portal: ownCpuMs([lab.portal().pid!]),
    // The lab's own, the portal's only child.
    postgres: childrenCpuMs(lab.portal().pid!),
    floor: ownCpuMs([floorPid]),
  });
}

/** Where rank 0 answers, and the key it asks for; of the ports it listens on, the one that speaks HTTP. */
async function findRank(sessionId: string, keysFile: string): Promise<RankAddress> {
  const { pid } = listRanks(sessionId).find((it) => it.rank === 0)!;
  const line = readFileSync(keysFile, 'utf8')
    .split('\n')
    .find((it) => it.startsWith(`${pid} `));
  const key = line!.split(' ')[1]!;
  for (const port of listeningPorts(pid)) {
    const init = { headers: { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(2000) };
    const answer = await fetch(`http://127.0.0.1:${port}/health`, init).catch(() => null);
    if (answer?.ok) return { port, key };
  }
  throw new Error('Rank 0 answers no requests.');
}

const PROMPTS = [
  'What is Espalier?',
  'What is a rank?',
  'How do I book machines?',
  'What is tensor parallel?',
  'What is pipeline parallel?',
  'What does tok/s mean?',
  'What is RDMA over Thunderbolt?',
];

function timed(startedMs: number, marks: Mark[]): Timing {
  const [first, last] = [marks[0]!, marks.at(-1)!];
  const decodeMs = last.atMs - first.atMs;
  return {
    ttftMs: first.atMs - startedMs,
    charactersPerSecond: decodeMs > 0 ? ((last.characters - first.characters) / decodeMs) * 1000 : Number.NaN,
  };
}

const agent = new http.Agent({ keepAlive: false });
function askHttp({ port, key }: RankAddress, prompt: string): Promise<Timing> {
  const body = JSON.stringify({
    model: 'default_model',
    stream: true,
    max_tokens: MAX_TOKENS,
    settings: { temperature: 0 },
    messages: [{ role: 'user', content: prompt }],
  });
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const marks: Mark[] = [];
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${key}`,
    };
    const request = http.request({
      port,
      host: '127.0.0.1',
      path: '/v1/chat/completions',
      method: 'POST',
      agent,
      headers,
    });
    request.on('response', (response) => {
      response.setEncoding('utf8');
      let rest = '';
      let characters = 0;
      response.on('data', (text: string) => {
        rest += text;
        const lines = rest.split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          if (!line.startsWith('data: {')) continue;
          const chunk = JSON.parse(line.slice(6)) as { choices?: { delta?: { content?: string } }[] };
          const text = chunk.choices?.[0]?.delta?.content;
          if (text) marks.push({ atMs: performance.now(), characters: (characters += text.length) });
        }
      });
      response.on('end', () =>
        marks.length > 1 ? resolve(timed(startedMs, marks)) : reject(new Error('no answer')),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The least a proxy can do, in a process of its own, as the portal is. */
async function passThrough(targetPort: number): Promise<{ port: number; pid: number; close(): void }> {
  const child = spawn(process.execPath, ['bench/pass-through.mjs', String(targetPort)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
  );
  return { port, pid: child.pid!, close: () => void child.stdin.end() };
}

/** What the browser does: the socket is open, a question is a tRPC post, its answer comes over the socket. */
async function openBrowserPath(url: string, cookie: string, api: Api, sessionId: string) {
  const socket = io(`${url}/ui`, { transports: ['websocket'], extraHeaders: { cookie, origin: url } });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await socket.emitWithAck('topic:subscribe', { kind: 'lab' });
  let conversationId = '';
  return {
    close: () => void socket.close(),
    /** Each question opens a chat, so that no path has more to read than another. */
    async openChat(): Promise<void> {
      ({ id: conversationId } = await api.chat.start.mutate({ id: randomUUID(), sessionId }));
    },
    async ask(prompt: string): Promise<Timing> {
      const generationId = randomUUID();
      const marks: Mark[] = [];
      let characters = 0;
      const ended = new Promise<void>((resolve) => {
        const onDeltas = (it: { generationId: string; deltas: GenerationDelta[] }): void => {
          if (it.generationId !== generationId) return;
          characters += it.deltas.reduce((sum, delta) => sum + delta.text.length, 0);
          marks.push({ atMs: performance.now(), characters });
        };
        socket.on('generation:deltas', onDeltas);
        socket.on('generation:end', function onEnd(it: { generationId: string }) {
          if (it.generationId !== generationId) return;
          socket.off('generation:deltas', onDeltas);
          socket.off('generation:end', onEnd);
          resolve();
        });
      });
      const startedMs = performance.now();
      const posted = {
        conversationId,
        sessionId,
        messageId: randomUUID(),
        generationId,
        text: prompt,
      };
      socket.emit('generation:expect', { generationId }, () => undefined);
      await api.chat.post.mutate({ ...posted, settings: { temperature: 0 }, maxTokens: MAX_TOKENS });
      await ended;
      return timed(startedMs, marks);
    },
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function figures({ timings, cpuMs }: Measured) {
  const ttft = (it: Path, q: number): number =>
    quantile(
      timings[it].map((one) => one.ttftMs),
      q,
    );
  const rate = (it: Path): number =>
    quantile(
      timings[it].map((one) => one.charactersPerSecond),
      0.5,
    );
  return {
    directTtftMsP50: round(ttft('direct', 0.5), 1),
    ttftAddedMsP50: round(ttft('portal', 0.5) - ttft('direct', 0.5), 1),
    ttftAddedMsP95: round(ttft('portal', 0.95) - ttft('direct', 0.95), 1),
    rateRatio: round(rate('portal') / rate('direct'), 3),
    floorAddedMsP50: round(ttft('floor', 0.5) - ttft('direct', 0.5), 1),
    floorRateRatio: round(rate('floor') / rate('direct'), 3),
    cpuMs: Object.fromEntries(PROGRAMS.map((it) => [it, round(cpuMs[it] / ROUNDS, 1)])),
  };
}

function print(title: string, { timings }: Measured): void {
  console.log(`\n${title} (${ROUNDS} questions a path)\npath     first token p50   p95     characters/s p50`);
  for (const it of PATHS) {
    const ttft = (q: number): string =>
      quantile(
        timings[it].map((one) => one.ttftMs),
        q,
      )
        .toFixed(1)
        .padStart(8);
    const rate = quantile(
      timings[it].map((one) => one.charactersPerSecond),
      0.5,
    ).toFixed(1);
    console.log(`${it.padEnd(8)} ${ttft(0.5)} ms ${ttft(0.95)} ms ${rate.padStart(8)}`);
  }
}

await main();
