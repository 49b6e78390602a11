import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { agentEvents, PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { LiveSample } from '@/shared/schemas/machine.ts';
import { isServiceError } from '../errors.ts';
import { recordFacts, recordHeartbeat, recordHello, recordNotes } from '../modules/agents/index.ts';
import { settleEnergy } from '../modules/energy/index.ts';
import { endGeneration, notePrefill, recordDeltas, refuseAnswer } from '../modules/generations/index.ts';
import { ingestChunks, rollUp } from '../modules/metrics/index.ts';
import {
  noteProgress,
  noteReading,
  recordCopyEnded,
  recordListed,
  recordLooked,
  recordOffered,
} from '../modules/model-store/index.ts';
import { keepEpochsAhead, recordLog, recordRankState } from '../modules/sessions/index.ts';
import { createLiveBoard } from '../realtime/live-board.ts';
import { makeChat, type TestChat } from '../testing/chats.ts';
import { actingAs } from '../testing/context.ts';
import {
  agentModel,
  engineState,
  machineFacts,
  makeMachine,
  makeTariff,
  newestReading,
} from '../testing/factories.ts';
import { oddlyChanged } from '../testing/odd-values.ts';
import { makeChunk } from '../testing/readings.ts';
import { createCallerFactory } from './init.ts';
import { appRouter } from './root.ts';

/*
 * Whatever an agent sends in whatever field: it is taken or refused as bad input, what is stored can be read, and
 * nobody else's page changes.
 */
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const MESSAGES = 600;
const LONGEST_MS = 10_000;
/** What no sum of what machines can measure and people can ask reaches. */
const MOST = 2 ** 53;

type Event = keyof typeof agentEvents;
type Handlers = Record<Event, (payload: never) => unknown>;

const board = createLiveBoard();
let chat: TestChat;
let agent: { machineId: string; agentId: string };
let handlers: Handlers;
let copyId: string;

beforeAll(async () => {
  chat = await makeChat();
  const { ctx, machineId } = chat;
  await makeTariff(ctx.db);
  agent = { machineId, agentId: (await ctx.db.agent.findUniqueOrThrow({ where: { machineId } })).id };
  const receiver = await makeMachine(ctx.db);
  const now = ctx.now();
  const copy = await ctx.db.modelCopy.create({
    data: {
      modelId: 'a-model',
      title: 'A model',
      fingerprint: 'mark',
      simulated: false,
      machineId: receiver.id,
      totalBytes: 9n,
      dueAt: now,
      askedAt: now,
    },
  });
  copyId = copy.id;
  // What each event is given to; `agent-namespace.ts` says the same after its greeting.
  handlers = {
    'agent:hello': async (hello: Parameters<typeof recordHello>[2] & { running: { epoch: number }[] }) => {
      await recordHello(ctx, agent, hello, '10.0.0.9');
      await keepEpochsAhead(ctx, hello.running);
    },
    'agent:heartbeat': (it: Parameters<typeof recordHeartbeat>[2]) => recordHeartbeat(ctx, agent, it),
    'agent:facts': (it: Parameters<typeof recordFacts>[2]) => recordFacts(ctx, agent, it),
    'agent:notes': (it: { notes: Parameters<typeof recordNotes>[2] }) => recordNotes(ctx, agent, it.notes),
    'metrics:chunks': (it: { bootId: string; chunks: Parameters<typeof ingestChunks>[2] }) =>
      ingestChunks(ctx, { machineId, bootId: it.bootId }, it.chunks),
    'metrics:live': (it: LiveSample) => board.put(machineId, it, ctx.now().getTime()),
    'rank:state': (it: Parameters<typeof recordRankState>[2]) => recordRankState(ctx, machineId, it),
    'rank:log': (it: Parameters<typeof recordLog>[2]) => recordLog(ctx, machineId, it),
    'generation:deltas': (it: Parameters<typeof recordDeltas>[2]) => recordDeltas(ctx, machineId, it),
    'generation:prefill': (it: Parameters<typeof notePrefill>[2]) => notePrefill(ctx, machineId, it),
    'model:offered': (it: Parameters<typeof recordOffered>[2]) => recordOffered(ctx, machineId, it),
    'model:listed': (it: Parameters<typeof recordListed>[2]) => recordListed(ctx, machineId, it),
    'model:reading': (it: Parameters<typeof noteReading>[2]) => noteReading(ctx, machineId, it),
    'model:progress': (it: Parameters<typeof noteProgress>[2]) => noteProgress(ctx, machineId, it),
    'model:looked': (it: Parameters<typeof recordLooked>[2]) => recordLooked(ctx, machineId, it),
    'model:ended': (it: Parameters<typeof recordCopyEnded>[2]) => recordCopyEnded(ctx, machineId, it),
    'generation:end': (it: Parameters<typeof endGeneration>[2]) => endGeneration(ctx, machineId, it),
  };
});

/** An answer under way in a session that is ready, whatever was said before. */
async function refresh(): Promise<string> {
  const { ctx, session } = chat;
  await ctx.db.session.update({ where: { id: session.id }, data: { state: 'ready', endedAt: null } });
  await ctx.db.sessionRank.updateMany({ where: { sessionId: session.id }, data: { state: 'ready' } });
  await ctx.db.agent.update({ where: { id: agent.agentId }, data: { bootId: 'boot' } });
  await ctx.db.modelCopy.update({
    where: { id: copyId },
    data: {
      state: 'reading',
      attempt: 1,
      fromMachineId: agent.machineId,
      address: '10.0.0.9',
      endedAt: null,
    },
  });
  const { id } = await ctx.db.generation.create({
    data: {
      id: randomUUID(),
      sessionId: session.id,
      epoch: session.epoch,
      requestedById: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      source: 'chat',
      state: 'running',
      maxTokens: 100,
      startedAt: ctx.now(),
    },
  });
  return id;
}

const fenceOf = () => ({ sessionId: chat.session.id, epoch: chat.session.epoch });

/** What an honest agent would say now, as it comes from the wire. */
function honest(generationId: string, seq: number): Record<Event, object> {
  const now = new Date();
  const fence = fenceOf();
  const port = { receptacle: '1', interface: 'en2', domainUuid: 'a', peerDomainUuid: 'b', speedGbps: 80 };
  const facts = machineFacts({
    hostId: 'the-liar',
    thunderbolt: [{ ...port, connected: true }],
    rdma: { enabled: true, devices: [{ name: 'rdma_en2', portActive: true }] },
    thermalPressure: 0,
  });
  const said = { facts, models: [agentModel({ suggestedQuestions: ['Why?'] })], engine: engineState() };
  const running = [{ ...fence, rank: 0, state: 'ready' }];
  const hello = { ...said, protocolVersion: PROTOCOL_VERSION, agentVersion: '1', bootId: 'boot', running };
  const usage = { promptTokens: 9, cachedTokens: 0, completionTokens: 2, timeToFirstTokenMs: 9, decodeMs: 9 };
  const step = { kind: 'text', text: 'word ', completionTokens: 1, at: now };
  const line = { rank: 0, at: now, stream: 'stdout', text: 'a line' };
  const group = { groupRank: 0, groupSize: 2, loadedLayers: 1, totalLayers: 4, memoryBytes: 9 };
  const ended = { exitCode: 1, signal: 'SIGTERM', message: 'words' };
  const reached = { rank: 0, state: 'loading', at: now, pid: 9, warmUpMs: 4, ...group, ...ended };
  return {
    'agent:hello': hello,
    'agent:heartbeat': { bootId: 'boot', running, wallTime: now, reading: newestReading() },
    'agent:facts': said,
    'agent:notes': {
      notes: [
        { kind: 'slept', at: now, ms: 9000, sure: true },
        { kind: 'network_changed', at: now, gone: ['en0 10.0.0.7'], come: [] },
      ],
    },
    'metrics:chunks': {
      bootId: 'boot',
      chunks: [makeChunk({ seq, toAt: new Date(now.getTime() - 90_000) })],
    },
    'metrics:live': newestReading(),
    'rank:state': { ...fence, ...reached, listen: { hostId: 'the-liar', address: '10.0.0.9', port: 5000 } },
    'rank:log': { ...fence, lines: [1, 2].map((it) => ({ ...line, seq: 2 * seq + it })) },
    'generation:deltas': { ...fence, generationId, deltas: [1, 2].map((it) => ({ ...step, seq: it })) },
    'generation:prefill': { ...fence, generationId, done: 1, total: 2 },
    'model:offered': {
      copyId,
      attempt: 1,
      port: 5000,
      files: [{ name: 'config.json', bytes: 9, sha256: 'a'.repeat(64) }],
    },
    'model:listed': { copyId, attempt: 1, commit: 'a'.repeat(40), totalBytes: 9, filesTotal: 1 },
    'model:reading': { copyId, attempt: 1, doneBytes: 1, totalBytes: 9 },
    'model:progress': {
      copyId,
      attempt: 1,
      doneBytes: 1,
      totalBytes: 9,
      bytesPerSecond: 4,
      file: { name: 'config.json', bytes: 9, doneBytes: 1 },
      filesDone: 0,
      filesTotal: 1,
    },
    'model:looked': { lookId: 'look', found: [], places: ['Apricot'], note: 'words' },
    'model:ended': { copyId, attempt: 1, outcome: 'interrupted', message: 'words', at: now },
    'generation:end': {
      ...fence,
      generationId,
      lastSeq: 0,
      state: 'completed',
      usage,
      message: null,
      at: now,
    },
  };
}

/** As `bindCatalog` does it: what can't be read is bad input. */
async function say(event: Event, message: unknown): Promise<string> {
  const parsed = agentEvents[event].payload.safeParse(message);
  if (!parsed.success) return 'VALIDATION';
  try {
    await handlers[event](parsed.data as never);
    return 'ok';
  } catch (error) {
    return isServiceError(error) ? error.code : `INTERNAL: ${String(error)}`;
  }
}
const TAKEN_OR_REFUSED = ['ok', 'VALIDATION', 'CONFLICT', 'NOT_FOUND', 'PRECONDITION_FAILED'];

/** All that people see, of the other machine and of all. */
async function readPages(window: { from: Date; to: Date }) {
  const { ctx, session, conversation, machineId, otherId } = chat;
  const ask = createCallerFactory(appRouter)(await actingAs(ctx, 'admin'));
  const { machines, islands } = await ask.machines.list();
  const report = await ask.reports.usage(window);
  const mine = await ask.metrics.machines({ machineIds: [otherId], ...window });
  const shared = {
    islands,
    report,
    machines,
    now: await ask.machines.labNow(),
    lab: await ask.metrics.lab({}),
    curves: await ask.metrics.machines({ machineIds: [machineId, otherId], ...window }),
    session: await ask.sessions.get({ id: session.id }),
    tokens: await ask.metrics.session({ sessionId: session.id }),
    sessions: await ask.sessions.list({}),
    log: await ask.sessions.readLog({ sessionId: session.id }),
    chat: await createCallerFactory(appRouter)(ctx).chat.get({ id: conversation.id }),
    live: board.all(),
  };
  const other = machines.find((it) => it.id === otherId)!;
  const row = report.machines.find((it) => it.machineId === otherId);
  return { shared, other: JSON.stringify({ other, row, mine: mine.map((it) => it.points) }) };
}

/** Where a value is not one that a column, a sum and a screen can hold. */
function broken(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Math.abs(value) <= MOST ? [] : [`${path}: ${value}`];
  if (typeof value === 'string')
    return value.isWellFormed() && !value.includes('\0') ? [] : [`${path}: ${JSON.stringify(value)}`];
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Date) {
    const year = value.getUTCFullYear();
    return year >= 1970 && year <= 9999 ? [] : [`${path}: ${value.getTime()}`];
  }
  return Object.entries(value).flatMap(([key, it]) => broken(it, `${path}.${key}`));
}

const TABLES =
  'Machine MachineReport Agent SessionRank RankLogLine Generation GenerationDelta ReadingChunk ReadingDrop ReadingMinute ReadingHour';

test(`whatever an agent says is taken or refused, can be read, and is nobody else’s (SEED=${SEED})`, async () => {
  const { ctx, otherId } = chat;
  const random = seededRandom(SEED);
  const window = { from: new Date(Date.now() - 3_600_000), to: new Date() };
  await ingestChunks(ctx, { machineId: otherId, bootId: 'boot' }, [
    makeChunk({ toAt: new Date(Date.now() - 300_000) }),
  ]);
  await rollUp(ctx);
  const before = await readPages(window);
  const outcomes = new Map<string, number>();
  const events = Object.keys(agentEvents) as Event[];
  let generationId = await refresh();
  const startedMs = performance.now();
  let count = 0;
  while (count < MESSAGES && performance.now() - startedMs < LONGEST_MS) {
    count += 1;
    if (count % 9 === 0) generationId = await refresh();
    const event = events[Math.floor(random() * events.length)]!;
    const odd = oddlyChanged(honest(generationId, count)[event], random);
    const outcome = await say(event, odd);
    const isFine = TAKEN_OR_REFUSED.includes(outcome);
    expect(isFine, `${outcome} to ${event} ${JSON.stringify(odd).slice(0, 2000)}`).toBe(true);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcome !== 'VALIDATION' || !event.startsWith('generation:')) continue;
    await refuseAnswer(ctx, agent.machineId, { ...fenceOf(), generationId });
    generationId = await refresh();
  }
  // Else nothing odd would have come through, or nothing at all been refused.
  expect(outcomes.get('ok') ?? 0).toBeGreaterThan(count / 10);
  expect(outcomes.get('VALIDATION') ?? 0).toBeGreaterThan(count / 10);
  await rollUp(ctx);
  await settleEnergy(ctx);
  for (const table of TABLES.split(' ')) {
    const rows = await ctx.db.$queryRawUnsafe<object[]>(`SELECT * FROM "${table}"`);
    expect(broken(rows, table)).toEqual([]);
  }
  const after = await readPages(window);
  expect(broken(after.shared, 'pages')).toEqual([]);
  expect(after.other).toBe(before.other);
});
