/**
 * Two portals behind nginx (Debian's, with `deploy/nginx.conf` as it is shipped), restarted one after the other while
 * twenty answers are read in consoles, four by programs, and ten bookings a second are made. Nothing may be lost and no
 * error seen: each answer is compared letter by letter with what is stored, each booking that was promised is looked for.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { simulatedAnswer } from '../agent/runtime/simulated/simulated-text.ts';
import { type Api, apiClient, signIn } from '../e2e/fixtures/api.ts';
import { untilState } from '../e2e/fixtures/flows.ts';
import { end, until } from '../e2e/fixtures/lab.ts';
import { startTwoPortals, type TwoPortals } from '../e2e/fixtures/two-portals.ts';
import { checkViewer } from '../server/testing/answer-history.ts';
import { type AnswerViewer, watchAnswer } from '../server/testing/answer-viewer.ts';
import { makeApiKey } from './lib/api-key.ts';
import { askStream } from './lib/ask-stream.ts';
import { makeBenchFolder } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

const MODEL = 'mlx-community/Qwen3-32B-4bit';
const QUESTION = 'Tell me a long story about two portals';
const SESSIONS = 4;
const STREAMS_A_SESSION = 5;
const PROGRAMS = 4;
const BOOKINGS_PER_SECOND = 10;
const TOKENS = Number(process.env['TOKENS'] ?? 1200);
const SLOT_MS = 3_600_000;

type Outcome = { id: string; tookMs: number; error: string | null };

async function main(): Promise<void> {
  const folder = makeBenchFolder();
  let nginx: ChildProcess | null = null;
  const two = await startTwoPortals(path.join(folder, 'lab'), async (port, ports) => {
    nginx = await startNginx(path.join(folder, 'nginx'), port, ports());
    return { close: () => void nginx?.kill('SIGQUIT') };
  });
  try {
    const figures = await measure(two);
    const log = readFileSync(path.join(folder, 'nginx/access.log'), 'utf8').trimEnd().split('\n');
    const failed = log.filter((it) => /^[^ ]+ (4\d\d|5\d\d) /.test(it));
    for (const it of failed.slice(0, 20)) console.log(it);
    console.log(
      JSON.stringify({
        bench: 'two-portals-nginx',
        ...figures,
        requests: log.length,
        refusedByNginx: failed.length,
      }),
    );
  } finally {
    await two.stop();
    if (nginx) await end(nginx);
    if (!process.env['ESPALIER_KEEP_LOGS']) rmSync(folder, { recursive: true, force: true });
    else console.log(folder);
  }
}

/** The shipped file, with the ports of this run and without the certificate of a lab that isn't there. */
async function startNginx(folder: string, port: number, ports: readonly number[]): Promise<ChildProcess> {
  mkdirSync(folder, { recursive: true });
  const shipped = readFileSync('deploy/nginx.conf', 'utf8')
    .replace('127.0.0.1:3001', `127.0.0.1:${ports[0]}`)
    .replace('127.0.0.1:3002', `127.0.0.1:${ports[1]}`)
    .replace('listen 80;', `listen 127.0.0.1:${port} default_server; server_name redirect.invalid;`)
    .replace(/server \{\s+listen [^}]*redirect\.invalid;[^}]*\}/, '')
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port}; listen [::1]:${port};`)
    .replaceAll(/^\s*ssl_.*$/gm, '')
    .replaceAll('$host;', '$http_host;');
  const around = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log info; worker_processes 1;
    events { worker_connections 2048; }
    http { log_format short '$request_method $status $upstream_addr $upstream_status $request_uri'; access_log ${folder}/access.log short;
    client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u;
    scgi_temp_path ${folder}/s;\n${shipped}\n}`;
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, around);
  const tried = spawnSync('nginx', ['-t', '-c', file, '-p', folder], { encoding: 'utf8' });
  if (tried.status !== 0)
    throw new Error(`nginx does not take deploy/nginx.conf: ${tried.stderr ?? tried.error?.message}`);
  return spawn('nginx', ['-c', file, '-p', folder], { stdio: 'inherit' });
}

async function measure(two: TwoPortals) {
  const cookies = await Promise.all(
    ['owner', 'member', 'viewer'].map((role) => signIn(two.url, two.account(role))),
  );
  const api = apiClient(two.url, cookies[0]!);
  for (const [index, plan] of two.simulated.slice(0, SESSIONS).entries())
    await two.startAgent(plan, index % 2);
  const { machines } = await api.machines.list.query();
  const online = machines.filter((it) => it.connection === 'online').slice(0, SESSIONS);
  const sessions = await Promise.all(online.map((it) => startReady(api, [it.id])));
  const asked: Asked[] = [];
  for (const id of sessions)
    for (let stream = 0; stream < STREAMS_A_SESSION; stream += 1) asked.push(await ask(api, id));
  const watch = ({ generationId }: Asked, index: number): AnswerViewer =>
    watchAnswer({
      url: () => two.url,
      cookie: cookies[index % cookies.length]!,
      origin: two.url,
      generationId,
    });
  const viewers = asked.map(watch);
  await until(60_000, 'every stream to run', () => viewers.every((it) => it.seq() > 2));
  console.log(`${viewers.length} streams run`);
  const bookings = startBookings(
    api,
    machines.map((it) => it.id),
  );
  const restarts: number[] = [];
  const exits: (number | null)[] = [];
  const more = keepAsking(api, sessions, asked, viewers, watch);
  const programs = await keepStreaming(api, Number(new URL(two.url).port));
  for (const portal of two.portals) {
    const startedMs = performance.now();
    await seconds(3);
    exits.push(await endInOrder(portal.process()));
    await portal.start();
    restarts.push(Math.round(performance.now() - startedMs - 3000));
    console.log(`${portal.url} was restarted; streams at ${Math.min(...viewers.map((it) => it.seq()))}`);
  }
  const stillRunning = viewers.filter((it) => !it.isOver()).length;
  await seconds(3);
  const outcomes = await bookings.stop();
  const askErrors = await more.stop();
  const read = await programs.stop();
  await until(180_000, 'everybody to have every answer', () => viewers.every((it) => it.isOver()));
  const wrong = await wrongAnswers(api, asked, viewers);
  const lost = await lostBookings(two, outcomes);
  for (const it of viewers) it.close();
  const errors = outcomes.filter((it) => it.error !== null);
  for (const it of errors.slice(0, 10)) console.log(it.error);
  return {
    streams: viewers.length,
    streamsRunningAtTheEnd: stillRunning,
    wrongAnswers: wrong,
    answers: asked.length,
    askErrors: askErrors.length,
    programStreams: read.length,
    programStreamErrors: read.filter((it) => it !== null).length,
    bookings: outcomes.length,
    bookingErrors: errors.length,
    bookingsLost: lost,
    bookingP95Ms: Math.round(
      quantile(
        outcomes.map((it) => it.tookMs),
        0.95,
      ),
    ),
    bookingMaxMs: Math.round(Math.max(...outcomes.map((it) => it.tookMs))),
    restartMs: restarts,
    exitCodes: exits,
    load: loadavg().map(Math.round),
    sessionsReady: await countReady(api, sessions),
  };
}

/** As a service manager does that waits long enough. */
async function endInOrder(child: ChildProcess): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return exited;
}

/** Programs that read one answer after the other from the API, each compared with what it must be. */
async function keepStreaming(api: Api, port: number) {
  const to = {
    port,
    key: await makeApiKey(api),
    path: '/api/v1/chat/completions',
    model: 'auto',
    maxTokens: TOKENS,
  };
  const whole = simulatedAnswer(QUESTION, TOKENS).tokens.join('');
  const outcomes: (string | null)[] = [];
  let isOver = false;
  const readOn = async (): Promise<void> => {
    while (!isOver) {
      const outcome = await askStream(to, QUESTION).then(
        ({ text }) => (text === whole ? null : `${text.length} of ${whole.length} characters`),
        String,
      );
      if (outcome !== null) console.log(`a program's stream: ${outcome}`);
      outcomes.push(outcome);
    }
  };
  const reading = Array.from({ length: PROGRAMS }, readOn);
  return {
    async stop(): Promise<(string | null)[]> {
      isOver = true;
      await Promise.all(reading);
      return outcomes;
    },
  };
}

async function startReady(api: Api, machineIds: string[]): Promise<string> {
  const times = { startsAt: new Date(), endsAt: new Date(Date.now() + 3_600_000) };
  const { id: bookingId } = await api.bookings.create.mutate({
    id: randomUUID(),
    machineIds,
    ...times,
    purpose: 'two portals',
  });
  const id = randomUUID();
  await api.sessions.start.mutate({ id, bookingId, modelId: MODEL });
  await untilState(api, id, 'ready', 90_000);
  return id;
}

async function ask(api: Api, sessionId: string) {
  const conversation = await api.chat.start.mutate({ id: randomUUID(), sessionId });
  await api.chat.share.mutate({ id: conversation.id, shared: true });
  const ids = { conversationId: conversation.id, generationId: randomUUID() };
  await api.chat.post.mutate({
    ...ids,
    sessionId,
    messageId: randomUUID(),
    text: QUESTION,
    maxTokens: TOKENS,
  });
  return ids;
}
type Asked = Awaited<ReturnType<typeof ask>>;

/** A stream whose answer is over asks the next question, so that as many run all the time. */
function keepAsking(
  api: Api,
  sessions: string[],
  asked: Asked[],
  viewers: AnswerViewer[],
  watch: (it: Asked, index: number) => AnswerViewer,
) {
  const errors: string[] = [];
  let isOver = false;
  const current = viewers.map((_, index) => index);
  const loop = async (): Promise<void> => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const [stream, index] of current.entries()) {
        if (isOver || !viewers[index]!.isOver()) continue;
        try {
          const next = await ask(api, sessions[Math.floor(stream / STREAMS_A_SESSION)]!);
          viewers[index]!.close();
          current[stream] = asked.push(next) - 1;
          viewers.push(watch(next, asked.length - 1));
        } catch (error) {
          errors.push(String(error));
        }
      }
    }
  };
  const looping = loop();
  return {
    async stop(): Promise<string[]> {
      isOver = true;
      await looping;
      for (const it of errors.slice(0, 5)) console.log(it);
      return errors;
    },
  };
}

/** One each tenth of a second, whether those before are answered or not; each of its own hour, so that none is refused. */
function startBookings(api: Api, machineIds: string[]) {
  const from = Math.ceil(Date.now() / SLOT_MS + 24) * SLOT_MS;
  const asked: Promise<Outcome>[] = [];
  const timer = setInterval(() => {
    const index = asked.length;
    const startsAt = new Date(from + Math.floor(index / machineIds.length) * SLOT_MS);
    asked.push(bookOne(api, machineIds[index % machineIds.length]!, startsAt));
  }, 1000 / BOOKINGS_PER_SECOND);
  return {
    stop(): Promise<Outcome[]> {
      clearInterval(timer);
      return Promise.all(asked);
    },
  };
}

async function bookOne(api: Api, machineId: string, startsAt: Date): Promise<Outcome> {
  const id = randomUUID();
  const startedMs = performance.now();
  const endsAt = new Date(startsAt.getTime() + SLOT_MS / 2);
  try {
    await api.bookings.create.mutate({ id, machineIds: [machineId], startsAt, endsAt, purpose: 'a restart' });
    return { id, tookMs: performance.now() - startedMs, error: null };
  } catch (error) {
    return { id, tookMs: performance.now() - startedMs, error: String(error) };
  }
}

async function wrongAnswers(api: Api, asked: Asked[], viewers: AnswerViewer[]): Promise<number> {
  const { tokens } = simulatedAnswer(QUESTION, TOKENS);
  const text = tokens.join('');
  let wrong = 0;
  for (const [index, { conversationId, generationId }] of asked.entries()) {
    const { messages } = await api.chat.get.query({ id: conversationId });
    const answer = messages.find((it) => it.id === generationId)!.generation!;
    const viewer = viewers[index]!;
    const whole = { state: answer.state, text: answer.text, lastSeq: viewer.seq() };
    const faults = [
      ...checkViewer(viewer.events, whole),
      ...(answer.text === text && ['length', 'completed'].includes(answer.state)
        ? []
        : [`it is stored as ${answer.state}`]),
    ];
    if (faults.length > 0) wrong += 1;
    for (const it of faults.slice(0, 3)) console.log(`answer ${index}: ${it}`);
  }
  return wrong;
}

async function lostBookings(two: TwoPortals, outcomes: Outcome[]): Promise<number> {
  const present = await two.query<{ id: string }>(`SELECT id FROM "Booking" WHERE purpose = 'a restart'`);
  const ids = new Set(present.map((it) => it.id));
  return outcomes.filter((it) => it.error === null && !ids.has(it.id)).length;
}

async function countReady(api: Api, sessions: string[]): Promise<number> {
  const states = await Promise.all(sessions.map((id) => api.sessions.get.query({ id })));
  return states.filter((it) => it.state === 'ready').length;
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

await main();
