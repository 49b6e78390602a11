/**
 * What the portal adds to a chat: the same prompts straight to rank 0, through a bare Node pass-through (the
 * floor) and through the portal by the path the browser takes (tRPC post, socket.io stream), interleaved in one
 * run, on one rank and on two. Times are medians; the order of the three paths rotates, so that none profits
 * from the prompt cache another has filled.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { io } from 'socket.io-client';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { type Api, apiClient, signIn } from '../e2e/fixtures/api.ts';
import { endBooking, startReadySession } from '../e2e/fixtures/flows.ts';
import { type Lab, startLab } from '../e2e/fixtures/lab.ts';
import { listRanks } from '../e2e/fixtures/rank-processes.ts';
import { childrenCpuMs, ownCpuMs, parentOf } from './cpu-times.ts';
import { askStream, type Mark, type Timing, timed } from './lib/ask-stream.ts';
import { makeBenchFolder } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';
import { findRank, tapRankKeys } from './lib/rank-address.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 60);
const MAX_TOKENS = 40;
const PATHS = ['direct', 'floor', 'portal'] as const;
type Path = (typeof PATHS)[number];
/** CPU that everything between rank 0 and the asker used, over all questions of the path it serves. */
const PROGRAMS = ['agent', 'portal', 'postgres', 'floor'] as const;
type CpuMs = Record<(typeof PROGRAMS)[number], number>;
type Measured = { timings: Record<Path, Timing[]>; cpuMs: CpuMs };

async function main(): Promise<void> {
  const dataFolder = makeBenchFolder();
  const { env, keysFile } = tapRankKeys(dataFolder);
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
  const straight = { ...rank, maxTokens: MAX_TOKENS };
  const floor = await passThrough(rank.port);
  const browser = await openBrowserPath(lab.url, cookie, api, sessionId);
  const timings: Record<Path, Timing[]> = { direct: [], floor: [], portal: [] };
  const ask: Record<Path, (prompt: string) => Promise<Timing>> = {
    direct: (prompt) => askStream(straight, prompt),
    floor: (prompt) => askStream({ ...straight, port: floor.port }, prompt),
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

const PROMPTS = [
  'What is Espalier?',
  'What is a rank?',
  'How do I book machines?',
  'What is tensor parallel?',
  'What is pipeline parallel?',
  'What does tok/s mean?',
  'What is RDMA over Thunderbolt?',
];

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
