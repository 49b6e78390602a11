/**
 * Answers to many readers: 10 answers of 60 tokens a second, each read by all of 100 viewers, on real sockets and
 * rows. The portal is one process and this one only directs: agents (which speak the real protocol, with the real
 * agent's outbox) and viewers are processes of their own. A token carries the time its agent sent it; its delay ends
 * when a viewer has it.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { createAnswerOutbox } from '../agent/answer-outbox.ts';
import type { PortalLink } from '../agent/portal-link.ts';
import { apiClient, signIn } from '../e2e/fixtures/api.ts';
import { freePort, ready, until } from '../e2e/fixtures/lab.ts';
import { createDatabase } from '../server/db.ts';
import { createAccount, hashOfPassword } from '../server/modules/team/index.ts';
import { startEmbeddedPostgres } from '../server/postgres/embedded.ts';
import { makeAgentKey } from '../server/testing/agent-key.ts';
import {
  engineState,
  machineFacts,
  makeBooking,
  makeLab,
  makeMachine,
  makeSession,
} from '../server/testing/factories.ts';
import { PROTOCOL_VERSION, agentEvents } from '../shared/protocol/agent.ts';
import { request } from '../shared/protocol/request.ts';
import type { GenerationDelta } from '../shared/schemas/chat.ts';
import { makeBenchFolder } from './lib/database.ts';

const STREAMS = 10;
const VIEWERS = 100;
const TOKENS_PER_SECOND = 60;
const PEOPLE = 10;
const WARM_UP_S = 10;
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const PASSWORD = 'a bench of the lab';

type AgentPlan = { agentId: string; sessionId: string; epoch: number };
type AgentsPlan = { url: string; agents: AgentPlan[] };
type ViewersPlan = { url: string; cookies: string[]; generationIds: string[]; fromMs: number };
type Received = { delayMsP50: number; delayMsP95: number; lost: number; repeated: number; tokens: number };

/** On one clock for all processes of this host. */
const nowMs = (): number => performance.timeOrigin + performance.now();

/** Delays in half milliseconds up to twenty seconds: millions of them in one small array. */
function createHistogram() {
  const buckets = new Uint32Array(40_000);
  let count = 0;
  return {
    add(ms: number): void {
      buckets[Math.min(buckets.length - 1, Math.max(0, Math.round(ms * 2)))]! += 1;
      count += 1;
    },
    count: () => count,
    quantile(share: number): number {
      let rest = count * share;
      return buckets.findIndex((it) => (rest -= it) <= 0) / 2;
    },
  };
}

// ——— agents ———

const keys = Array.from({ length: STREAMS }, makeAgentKey);

async function runAgents({ url, agents }: AgentsPlan): Promise<void> {
  await Promise.all(agents.map((plan, index) => runAgent(url, plan, keys[index]!)));
}

async function runAgent(url: string, plan: AgentPlan, key: (typeof keys)[number]): Promise<void> {
  const { agentId, sessionId, epoch } = plan;
  const response = await fetch(`${url}/api/agent/challenge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ agentId }),
  });
  const { nonce } = (await response.json()) as { nonce: string };
  const bootId = randomUUID();
  const auth = key.handshake(new URL(url).origin, { agentId, nonce, bootId });
  const socket = io(`${url}/agent`, { transports: ['websocket'], reconnection: false, auth });
  await connected(socket);
  const link: PortalLink = {
    isReady: () => true,
    tell: () => undefined,
    ask: ((event: keyof typeof agentEvents & string, payload: object) => {
      const sent =
        event === 'generation:deltas' ? stamped(payload as { deltas: GenerationDelta[] }) : payload;
      return request(socket, agentEvents, event as 'generation:deltas', sent as never, 10_000);
    }) as PortalLink['ask'],
  };
  const outbox = createAnswerOutbox({
    link,
    journal: { write: () => undefined },
    clock: { now: () => new Date() },
    onBroken: () => fail('An agent had to hold too much.'),
  });
  socket.on(
    'generation:start',
    ({ generationId }: { generationId: string }, done: (reply: object) => void) => {
      done({ ok: true, data: {} });
      if (outbox.start({ sessionId, epoch, rank: 0 }, generationId)) answer(outbox, generationId);
    },
  );
  const running = [{ sessionId, epoch, rank: 0, state: 'ready' as const }];
  const hello = {
    protocolVersion: PROTOCOL_VERSION,
    agentVersion: '0.1.0',
    bootId,
    facts: machineFacts(),
    models: [],
    engine: engineState(),
    running,
  };
  const { heartbeatMs } = await request(socket, agentEvents, 'agent:hello', hello, 10_000);
  setInterval(() => {
    request(socket, agentEvents, 'agent:heartbeat', { bootId, running }, 10_000).catch(fail);
  }, heartbeatMs);
}

/** The text of each token is when it left. */
const stamped = (payload: { deltas: GenerationDelta[] }): object => {
  const text = `${nowMs().toFixed(2)} `;
  return { ...payload, deltas: payload.deltas.map((it) => ({ ...it, text })) };
};

function answer(outbox: ReturnType<typeof createAnswerOutbox>, generationId: string): void {
  const startedMs = performance.now();
  const total = (WARM_UP_S + SECONDS) * TOKENS_PER_SECOND;
  let count = 0;
  const next = (): void => {
    count += 1;
    outbox.push(generationId, { kind: 'text', text: ' ', completionTokens: count });
    if (count < total) {
      const dueMs = startedMs + (count * 1000) / TOKENS_PER_SECOND;
      setTimeout(next, Math.max(0, dueMs - performance.now()));
      return;
    }
    const usage = {
      promptTokens: 1,
      cachedTokens: 0,
      completionTokens: total,
      timeToFirstTokenMs: 1,
      decodeMs: total,
    };
    outbox.end(generationId, { state: 'completed', usage, message: null });
  };
  next();
}

// ——— viewers ———

async function runViewers({ url, cookies, generationIds, fromMs }: ViewersPlan): Promise<Received> {
  const delays = createHistogram();
  const counts = { lost: 0, repeated: 0 };
  const one = async (index: number): Promise<void> => {
    const cookie = cookies[index % cookies.length]!;
    const extraHeaders = { cookie, origin: new URL(url).origin };
    const socket = io(`${url}/ui`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders,
    });
    await connected(socket);
    const seqs = new Map(generationIds.map((id) => [id, 0]));
    const waiting = new Set(generationIds);
    const over = Promise.withResolvers<void>();
    socket.on('generation:deltas', (it: { generationId: string; deltas: GenerationDelta[] }) => {
      const atMs = nowMs();
      for (const { seq, text } of it.deltas) {
        const before = seqs.get(it.generationId)!;
        if (seq <= before) counts.repeated += 1;
        else counts.lost += seq - before - 1;
        seqs.set(it.generationId, Math.max(seq, before));
        const sentMs = Number(text);
        if (sentMs >= fromMs) delays.add(atMs - sentMs);
      }
    });
    socket.on('generation:end', ({ generationId, lastSeq }: { generationId: string; lastSeq: number }) => {
      if (!waiting.delete(generationId)) return;
      counts.lost += lastSeq - seqs.get(generationId)!;
      if (waiting.size === 0) over.resolve();
    });
    for (const generationId of generationIds)
      await socket.emitWithAck('generation:subscribe', { generationId, afterSeq: 0 });
    await over.promise;
    socket.close();
  };
  await Promise.all(Array.from({ length: VIEWERS }, (_, index) => one(index)));
  return {
    delayMsP50: delays.quantile(0.5),
    delayMsP95: delays.quantile(0.95),
    ...counts,
    tokens: delays.count(),
  };
}

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });

// ——— the bench ———

async function main(): Promise<void> {
  const dataFolder = makeBenchFolder();
  const postgres = await startEmbeddedPostgres({ dataFolder, address: 'a bench' });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const children: ChildProcess[] = [];
  const portal = startPortal(postgres.url, dataFolder, port);
  children.push(portal);
  const db = createDatabase(postgres.url);
  try {
    await until(60_000, 'the portal', async () => (await ready(url)) !== null);
    await makeLab(db);
    const people = await makePeople(db, url);
    const [agents, viewers] = [startRole('agents'), startRole('viewers')];
    children.push(agents, viewers);
    const publicKeys = await told<string[]>(agents);
    const plans = await makeSessions(db, people[0]!.id, publicKeys);
    agents.send({ url, agents: plans } satisfies AgentsPlan);
    await told(agents);
    const api = apiClient(url, people[0]!.cookie);
    const generationIds: string[] = [];
    for (const { sessionId } of plans) {
      const { id } = await api.chat.start.mutate({ id: randomUUID(), sessionId });
      await api.chat.share.mutate({ id, shared: true });
      const ids = { conversationId: id, sessionId, messageId: randomUUID(), generationId: randomUUID() };
      await api.chat.post.mutate({ ...ids, text: 'A bench', maxTokens: 8192 });
      generationIds.push(ids.generationId);
    }
    const cookies = people.map((it) => it.cookie);
    viewers.send({
      url,
      cookies,
      generationIds,
      fromMs: nowMs() + WARM_UP_S * 1000,
    } satisfies ViewersPlan);
    const received = told<Received>(viewers);
    await new Promise((resolve) => setTimeout(resolve, WARM_UP_S * 1000));
    portal.kill('SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, (SECONDS - 5) * 1000));
    const inside = JSON.parse(readFileSync(path.join(dataFolder, 'loop.json'), 'utf8')) as {
      loopDelayMsP99: number;
      cpuRatio: number;
    };
    const { tokens, ...result } = await received;
    console.log(`${tokens} tokens reached ${VIEWERS} viewers in ${SECONDS} s`);
    console.log(
      JSON.stringify({
        bench: 'fan-out',
        ...result,
        loopDelayMsP99: Number(inside.loopDelayMsP99.toFixed(1)),
        portalCpuRatio: Number(inside.cpuRatio.toFixed(2)),
      }),
    );
  } finally {
    await Promise.all(children.map(ended));
    await db.$disconnect();
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

function startPortal(databaseUrl: string, dataFolder: string, port: number): ChildProcess {
  const tap = pathToFileURL(path.resolve('bench/tap-loop-delay.mjs')).href;
  const log = openSync(path.join(dataFolder, 'portal.log'), 'w');
  return spawn(process.execPath, ['--import', tap, 'dist/server.mjs'], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ESPALIER_BENCH_LOOP: path.join(dataFolder, 'loop.json'),
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      ESPALIER_DATA: path.join(dataFolder, 'portal'),
      ESPALIER_SECRET: randomBytes(32).toString('base64url'),
      ESPALIER_URL: `http://localhost:${port}`,
      PORT: String(port),
    },
  });
}

const startRole = (role: string): ChildProcess =>
  fork(fileURLToPath(import.meta.url), [role], { execArgv: process.execArgv });

const told = <Message>(child: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message));
    child.once('exit', (code) => reject(new Error(`A part of the bench ended with ${code}.`)));
  });

async function makePeople(db: ReturnType<typeof createDatabase>, url: string) {
  const passwordHash = await hashOfPassword(PASSWORD);
  const people: { id: string; cookie: string }[] = [];
  for (let count = 0; count < PEOPLE; count += 1) {
    const email = `${randomUUID()}@example.org`;
    const account = { name: `Person ${count}`, email, role: 'member' as const, teamId: null, passwordHash };
    const { id } = await db.$transaction((tx) => createAccount(tx, account));
    people.push({ id, cookie: await signIn(url, { ...account, password: PASSWORD }) });
  }
  return people;
}

async function makeSessions(
  db: ReturnType<typeof createDatabase>,
  personId: string,
  publicKeys: string[],
): Promise<AgentPlan[]> {
  return Promise.all(
    publicKeys.map(async (publicKey) => {
      const machine = await makeMachine(db, { agent: { publicKey, state: 'lost' } });
      const booking = await makeBooking(db, { personId, machineIds: [machine.id] });
      const session = await makeSession(db, {
        bookingId: booking.id,
        startedById: personId,
        machineIds: [machine.id],
      });
      return { agentId: machine.agent!.id, sessionId: session.id, epoch: session.epoch };
    }),
  );
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

const role = process.argv[2];
if (role === 'agents') {
  process.once('message', (plan) => {
    runAgents(plan as AgentsPlan).then(() => process.send!({ isReady: true }), fail);
  });
  process.send!(keys.map((it) => it.publicKey));
} else if (role === 'viewers') {
  process.once('message', (plan) => {
    runViewers(plan as ViewersPlan).then((received) => process.send!(received), fail);
  });
} else await main();
