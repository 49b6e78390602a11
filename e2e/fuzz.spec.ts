import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';
import type * as z from 'zod';
import { makeAgentKey } from '../server/testing/agent-key.ts';
import { procedures } from '../server/testing/procedures.ts';
import { hello } from '../server/testing/realtime-portal.ts';
import { agentEvents } from '../shared/protocol/agent.ts';
import { consoleEvents } from '../shared/protocol/console.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { type Api, apiClient, signIn } from './fixtures/api.ts';
import { createValues, jsonSchemaOf, type Values } from './fixtures/fuzz-values.ts';
import { type Lab, startLab, until } from './fixtures/lab.ts';
import { ODD_REQUESTS, sendRaw } from './fixtures/raw-http.ts';
import { residentBytes } from './fixtures/resident-bytes.ts';

const SEED = Number(process.env['ESPALIER_FUZZ_SEED'] ?? 20_261);
/** Of each procedure and event a round, some ten thousand in all; the first round warms the portal up. */
const INPUTS = 8;
const ROUNDS = 2;
const AT_ONCE = 6;
const ANSWER_MS = 10_000;
/** What only somebody inside may read. */
const INTERNAL =
  /prisma|postgres|node_modules|\bat [\w.<>]+ \(|\.(ts|mjs|js):\d+|SELECT |INSERT |ECONN|ZodError|TypeError|Cannot read|undefined is not|violates/i;

type Finding = { what: string; input: string; answer: string };
type World = {
  lab: Lab;
  values: Values;
  cookie: string;
  findings: Finding[];
  /** How often each event was answered: an input that only cuts the connection tries nothing. */
  answered: Map<string, number>;
};

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? 'undefined';

/** An answer that tells of a fault of ours, or of what is inside. */
function judge({ findings }: World, what: string, input: unknown, status: number, answer: string): void {
  const isFault = status >= 500 && status !== 503;
  if (isFault || (status >= 400 && INTERNAL.test(answer)))
    findings.push({ what, input: shown(input), answer: `${status} ${answer.slice(0, 300)}` });
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function fuzzProcedures(world: World): Promise<void> {
  const { lab, values, cookie } = world;
  const headers = {
    cookie,
    origin: lab.url,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
  };
  const calls = Object.entries(procedures).flatMap(([name, { _def }]) => {
    const schema = _def.inputs[0] ? jsonSchemaOf(_def.inputs[0]) : {};
    return Array.from({ length: INPUTS }, () => ({ name, type: _def.type, input: values.input(schema) }));
  });
  await inTurns(calls, async ({ name, type, input }) => {
    const url = `${lab.url}/api/trpc/${name}`;
    const asked =
      type === 'query'
        ? fetch(`${url}?input=${encodeURIComponent(asText(input)).slice(0, 14_000)}`, {
            headers,
            signal: AbortSignal.timeout(ANSWER_MS),
          })
        : fetch(url, {
            method: 'POST',
            headers,
            body: asText(input),
            signal: AbortSignal.timeout(ANSWER_MS),
          });
    await asked.then(
      async (response) => judge(world, name, input, response.status, await response.text()),
      (error: unknown) => world.findings.push({ what: name, input: shown(input), answer: String(error) }),
    );
  });
}

// What has no form in a URL is sent with its escapes.
const asText = (input: unknown): string => (JSON.stringify(input) ?? '').toWellFormed();

async function fuzzAddresses(world: World): Promise<void> {
  const port = Number(new URL(world.lab.url).port);
  await inTurns(ODD_REQUESTS, async (request) => {
    const answer = await sendRaw(port, Buffer.from(request, 'latin1'));
    const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
    const isPage = /content-type: text\/html|javascript/i.test(head);
    judge(world, 'address', request.slice(0, 200), status, isPage ? '' : body);
  });
}

const EVENTS = Object.entries({ ...consoleEvents, ...agentEvents })
  .filter(([, spec]) => 'reply' in spec)
  .map(([event]) => event);
type Events = Record<string, { payload: z.ZodType; reply?: z.ZodType | undefined }>;

/** Each event with odd payloads, on connections of its own: who sends too many of them is cut off, and comes again. */
async function fuzzEvents(world: World, events: Events, connect: () => Promise<Socket>): Promise<void> {
  for (const [event, { payload, reply }] of Object.entries(events)) {
    const schema = jsonSchemaOf(payload);
    let socket = await connect();
    for (let count = 0; count < INPUTS; count += 1) {
      if (!socket.connected) socket = await connect();
      const input = world.values.input(schema);
      if (!reply) socket.emit(event, input);
      else await ask(world, socket, event, input);
    }
    socket.close();
  }
}

async function ask(world: World, socket: Socket, event: string, input: unknown): Promise<void> {
  const cut = new Promise<null>((resolve) => socket.once('disconnect', () => resolve(null)));
  const reply = await Promise.race([
    socket
      .timeout(ANSWER_MS)
      .emitWithAck(event, input)
      .catch(() => 'no answer') as Promise<unknown>,
    cut,
  ]);
  if (reply === null) return;
  world.answered.set(event, (world.answered.get(event) ?? 0) + 1);
  const text = shown(reply);
  const { error } = reply as { error?: { code?: string } };
  if (reply === 'no answer' || error?.code === 'INTERNAL' || (error && INTERNAL.test(text)))
    world.findings.push({ what: event, input: shown(input), answer: text });
}

const opened = (url: string, options: object): Promise<Socket> => {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
};

/** A new machine's agent, joined as any other, which has said hello. */
async function connectAgent({ lab: { url } }: World, api: Api): Promise<Socket> {
  const key = makeAgentKey();
  const post = async (at: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(url + at, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, string>;
  };
  const { token } = await api.machines.add.mutate({ name: `Odd ${randomUUID()}` });
  const { publicKey } = key;
  const { agentId } = await post('/api/agent/join', { token, publicKey, agentVersion: '0.1.0' });
  const { nonce } = await post('/api/agent/challenge', { agentId });
  const auth = key.handshake(url, { agentId: agentId!, nonce: nonce!, joinCounter: 1 });
  const socket = await opened(`${url}/agent`, { auth });
  const reply: unknown = await socket.timeout(ANSWER_MS).emitWithAck('agent:hello', hello());
  expect(reply, 'the answer to a right hello').toMatchObject({ ok: true });
  return socket;
}

test('whatever is sent to the portal, it answers, tells nothing of its inside and keeps its memory', async () => {
  test.setTimeout(180_000);
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'espalier-fuzz-'));
  const lab = await startLab({ dataFolder, agents: () => false });
  try {
    const cookie = await signIn(lab.url, lab.account('owner'));
    const api = apiClient(lab.url, cookie);
    const random = seededRandom(SEED);
    const ids = await knownIds(api);
    const values = createValues(random, () => ids);
    const world: World = { lab, cookie, values, findings: [], answered: new Map() };
    const agent = () => connectAgent(world, api);
    const browser = () => opened(`${lab.url}/ui`, { extraHeaders: { cookie, origin: lab.url } });
    let warm = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await fuzzProcedures(world);
      await fuzzAddresses(world);
      await fuzzEvents(world, consoleEvents, browser);
      await fuzzEvents(world, agentEvents, agent);
      if (round === 0) warm = residentBytes(lab.portal().pid!);
    }
    for (const event of EVENTS)
      expect(world.answered.get(event), event).toBeGreaterThanOrEqual((ROUNDS * INPUTS) / 2);
    expect(world.findings, `seed ${SEED}`).toEqual([]);
    expect(lab.portal().exitCode).toBe(null);
    await until(20_000, 'the memory to be as before', () => residentBytes(lab.portal().pid!) < warm * 1.2);
    // And it still works for people.
    expect((await api.machines.list.query({})).machines.length).toBeGreaterThan(6);
  } finally {
    await lab.stop();
    if (!process.env['ESPALIER_KEEP_LOGS']) rmSync(dataFolder, { recursive: true, force: true });
  }
});

/** Of things that are there, so that an input may come past the look-up; the person who asks keeps their role. */
async function knownIds(api: Api): Promise<string[]> {
  const machines = await api.machines.list.query({});
  const members = await api.team.members.query({});
  const me = await api.team.me.query();
  const sessions = await api.sessions.list.query({});
  const chats = await api.chat.list.query({});
  const bookings = await api.bookings.list.query({
    from: new Date(Date.now() - 40 * 86_400_000),
    to: new Date(Date.now() + 40 * 86_400_000),
  });
  return [
    'nobody',
    randomUUID(),
    ...machines.machines.map((it) => it.id),
    ...[...sessions.rows, ...chats.rows, ...bookings].slice(0, 60).map((it) => it.id),
    ...members.rows.map((it) => it.id).filter((id) => id !== me.id),
  ];
}
