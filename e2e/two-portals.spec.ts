import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { simulatedAnswer } from '../agent/runtime/simulated/simulated-text.ts';
import { checkAgreement, checkViewer } from '../server/testing/answer-history.ts';
import { type AnswerViewer, watchAnswer } from '../server/testing/answer-viewer.ts';
import { type Api, apiClient, signIn } from './fixtures/api.ts';
import { untilState } from './fixtures/flows.ts';
import { until } from './fixtures/lab.ts';
import { expect, test as base } from './fixtures/test.ts';
import { startTwoPortals, type TwoPortals } from './fixtures/two-portals.ts';

const MODEL = 'mlx-community/Qwen3-32B-4bit';
const QUESTION = 'Tell me a long story about two portals';
const SESSIONS = 5;
const STREAMS_A_SESSION = 4;
const [A, B] = [0, 1] as const;

type Lab = TwoPortals & {
  /** Several people: each may have twenty sockets open. */
  cookies: string[];
  /** The lab's API as people on that portal use it. */
  api: [Api, Api];
};
const test = base.extend<object, { two: Lab }>({
  two: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern.
    async ({}, use) => {
      const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'espalier-two-'));
      const two = await startTwoPortals(dataFolder);
      const cookies = await Promise.all(
        ['owner', 'member', 'viewer'].map((role) => signIn(two.url, two.account(role))),
      );
      const apiOf = (index: number): Api => apiClient(two.portals[index]!.url, cookies[0]!);
      await use({ ...two, cookies, api: [apiOf(A), apiOf(B)] });
      await two.stop();
      if (!process.env['ESPALIER_KEEP_LOGS']) rmSync(dataFolder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

async function book(api: Api, machineIds: string[]): Promise<string> {
  const { id } = await api.bookings.create.mutate({
    id: randomUUID(),
    machineIds,
    startsAt: new Date(),
    endsAt: new Date(Date.now() + 3_600_000),
    purpose: 'two portals',
  });
  return id;
}
type Started = { id: string; bookingId: string };
async function startReady(api: Api, machineIds: string[]): Promise<Started> {
  const bookingId = await book(api, machineIds);
  const id = randomUUID();
  await api.sessions.start.mutate({ id, bookingId, modelId: MODEL });
  await untilState(api, id, 'ready', 60_000);
  return { id, bookingId };
}
async function ask(api: Api, sessionId: string, maxTokens: number) {
  const conversation = await api.chat.start.mutate({ id: randomUUID(), sessionId });
  await api.chat.share.mutate({ id: conversation.id, shared: true });
  const ids = { conversationId: conversation.id, generationId: randomUUID() };
  await api.chat.post.mutate({ ...ids, sessionId, messageId: randomUUID(), text: QUESTION, maxTokens });
  return ids;
}
type Asked = Awaited<ReturnType<typeof ask>>;
async function stored(api: Api, { conversationId, generationId }: Asked) {
  const { messages } = await api.chat.get.query({ id: conversationId });
  const { state, text } = messages.find((it) => it.id === generationId)!.generation!;
  return { state, text };
}
let viewerCount = 0;
const viewerOf = (two: Lab, generationId: string, url: () => string): AnswerViewer => {
  const cookie = two.cookies[viewerCount++ % two.cookies.length]!;
  return watchAnswer({ url, cookie, origin: two.url, generationId });
};
const wholeText = (maxTokens: number): string => simulatedAnswer(QUESTION, maxTokens).tokens.join('');

async function giveBack(api: Api, sessions: Started[]): Promise<void> {
  for (const { bookingId } of sessions) {
    const { revision } = await api.bookings.get.query({ id: bookingId });
    await api.bookings.end.mutate({ id: bookingId, revision });
  }
  for (const { id } of sessions) await untilState(api, id, 'ended', 30_000);
}

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

test('a session over machines whose agents are at different portals, read at both', async ({ two }) => {
  const [first, second] = two.simulated;
  await two.startAgent(first!, A);
  await two.startAgent(second!, B);
  const held = [...(await two.heldBy(A)), ...(await two.heldBy(B))];
  expect(held.map((it) => it.name)).toEqual([first!.name, second!.name]);
  const session = await startReady(
    two.api[B],
    held.map((it) => it.id),
  );
  const tokens = 120;
  const asked = await ask(two.api[A], session.id, tokens);
  const viewers = two.portals.flatMap(({ url }) =>
    [0, 1].map(() => viewerOf(two, asked.generationId, () => url)),
  );
  await until(60_000, 'everybody to have the answer', () => viewers.every((it) => it.isOver()));
  const answer = await stored(two.api[B], asked);
  expect(answer).toEqual({ state: 'length', text: wholeText(tokens) });
  const whole = { ...answer, lastSeq: viewers[0]!.seq() };
  for (const { events } of viewers) expect(checkViewer(events, whole)).toEqual([]);
  for (const it of viewers) it.close();
  await giveBack(two.api[A], [session]);
});

test('one portal killed under twenty streams: every viewer’s text is exact, and no session ends', async ({
  two,
}) => {
  const others = two.simulated.slice(2);
  const extra = await two.api[A].machines.add.mutate({ name: 'Fifth' });
  const fifth = { name: 'Fifth', simulate: two.simulated[0]!.simulate, joinToken: extra.token };
  for (const [index, plan] of [...others, fifth].entries()) await two.startAgent(plan, index % 2);
  const { machines } = await two.api[B].machines.list.query();
  const online = machines.filter((it) => it.connection === 'online').slice(0, SESSIONS);
  expect(online).toHaveLength(SESSIONS);
  const sessions = await Promise.all(online.map((it) => startReady(two.api[B], [it.id])));
  // Twenty seconds of writing: a good part of it is left when the portal dies.
  const tokens = 400;
  const asked: Asked[] = [];
  for (const { id } of sessions)
    for (let stream = 0; stream < STREAMS_A_SESSION; stream += 1)
      asked.push(await ask(two.api[B], id, tokens));
  // Of each answer one reader at each portal; those of the one that dies come back through the balancer.
  two.prefer(B);
  let isAlive = true;
  const home = (index: number) => () => (index === A && !isAlive ? two.url : two.portals[index]!.url);
  const histories = asked.map(({ generationId }) =>
    [A, B].map((it) => viewerOf(two, generationId, home(it))),
  );
  const viewers = histories.flat();
  await until(30_000, 'every stream to run', () => viewers.every((it) => it.seq() > 2));
  isAlive = false;
  two.portals[A]!.process().kill('SIGKILL');
  await until(90_000, 'everybody to have every answer', () => viewers.every((it) => it.isOver()));
  for (const [index, ids] of asked.entries()) {
    const answer = await stored(two.api[B], ids);
    expect(answer).toEqual({ state: 'length', text: wholeText(tokens) });
    const whole = { ...answer, lastSeq: histories[index]![0]!.seq() };
    const events = histories[index]!.map((it) => it.events);
    expect(events.flatMap((it) => checkViewer(it, whole))).toEqual([]);
    expect(checkAgreement(events)).toEqual([]);
  }
  for (const { id } of sessions) expect((await two.api[B].sessions.get.query({ id })).state).toBe('ready');
  for (const it of viewers) it.close();
  await giveBack(two.api[B], sessions);
  await two.portals[A]!.start();
});

test('one portal killed in a booking race: no overlap, and what was promised is there', async ({ two }) => {
  const { machines } = await two.api[B].machines.list.query();
  const machineIds = machines.filter((it) => it.simulated).map((it) => it.id);
  const from = Math.ceil(Date.now() / 3_600_000 + 24) * 3_600_000;
  const outcomes = new Map<string, 'ok' | 'fail' | 'info'>();
  let count = 0;
  const client = async (index: number): Promise<void> => {
    for (let round = 0; round < 12; round += 1) {
      const id = randomUUID();
      const startMs = from + ((index * 7 + round * 5) % 24) * 1_800_000;
      const wish = {
        id,
        machineIds: [0, 1].map((it) => machineIds[(index + round + it) % machineIds.length]!),
        startsAt: new Date(startMs),
        endsAt: new Date(startMs + 3_600_000),
        purpose: 'a race',
      };
      try {
        await two.api[index % 2]!.bookings.create.mutate(wish);
        outcomes.set(id, 'ok');
      } catch (error) {
        // An answer that never came may mean either; a refusal is a refusal.
        const isRefused = (error as { data?: { code?: string } }).data?.code !== undefined;
        outcomes.set(id, isRefused ? 'fail' : 'info');
      }
      count += 1;
    }
  };
  const race = Promise.all(Array.from({ length: 12 }, (_, index) => client(index)));
  await until(30_000, 'the race to run', () => count >= 40);
  two.portals[A]!.process().kill('SIGKILL');
  await race;
  const of = (what: string): string[] => [...outcomes].filter(([, it]) => it === what).map(([id]) => id);
  expect(of('ok').length).toBeGreaterThan(10);
  expect(of('info').length).toBeGreaterThan(0);
  const overlaps = await two.query(`
    SELECT a."bookingId" FROM "MachineBlock" a JOIN "MachineBlock" b ON a."machineId" = b."machineId" AND a.id < b.id
    WHERE a.holds AND b.holds AND tstzrange(a."startsAt", a."endsAt", '[)') && tstzrange(b."startsAt", b."endsAt", '[)')`);
  expect(overlaps).toEqual([]);
  const present = await two.query<{ id: string; blocks: number }>(`
    SELECT b.id, (SELECT count(*)::int FROM "MachineBlock" m WHERE m."bookingId" = b.id) AS blocks
    FROM "Booking" b WHERE b.purpose = 'a race'`);
  const ids = present.map((it) => it.id);
  expect(of('ok').filter((id) => !ids.includes(id))).toEqual([]);
  expect(of('fail').filter((id) => ids.includes(id))).toEqual([]);
  expect(present.filter((it) => it.blocks !== 2)).toEqual([]);
});
