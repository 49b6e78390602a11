import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PROTOCOL_VERSION, type RunningRank } from '@/shared/protocol/agent.ts';
import { createAnswerOutbox } from './answer-outbox.ts';
import type { RunArguments } from './arguments.ts';
import { continuousNowMs } from './clock.ts';
import { type Connection, connectToPortal, type Hello, type HelloReply } from './connection.ts';
import { endLeftovers } from './end-leftovers.ts';
import { readEnv } from './env.ts';
import { createHeldSessions } from './held-sessions.ts';
import { deleteIdentity } from './identity.ts';
import { joinLab } from './join-lab.ts';
import { type Journal, openJournal } from './journal.ts';
import { log, messageOf } from './log.ts';
import { createLogOutbox } from './log-outbox.ts';
import { DEMO_MODEL, fetchDemoModel } from './model-folders/fetch-demo-model.ts';
import { modelRootsOf, openRuntime, type ProgramTexts } from './open-runtime.ts';
import type { PortalLink } from './portal-link.ts';
import type { RuntimeEvents } from './runtime/runtime.ts';
import { startSampler } from './sampler.ts';
import { takeLock } from './single-instance.ts';
import { createStateOutbox } from './state-outbox.ts';
import { AGENT_VERSION } from './version.ts';

/** Service managers do not restart a program that ends with this (EX_CONFIG). */
const EXIT_REVOKED = 78;
const LEASE_LOOK_MS = 250;
const FACTS_EVERY_MS = 60_000;
const FAREWELL_MS = 2000;
const HEARTBEAT_JITTER = 0.1;
const MAX_LOST_HEARTBEATS = 2;

/** Runs the agent until it is told to end, or its key is revoked; gives the exit code. Throws when it can't start. */
export async function runAgent(args: RunArguments, token: string | null, texts: ProgramTexts): Promise<number> {
  mkdirSync(args.dataFolder, { recursive: true, mode: 0o700 });
  chmodSync(args.dataFolder, 0o700);
  const lock = takeLock(join(args.dataFolder, 'agent.lock'));
  if (!('release' in lock)) {
    throw new Error(`Another agent (process ${lock.holderPid}) runs with the data folder ${args.dataFolder}.`);
  }
  const journal = openJournal(join(args.dataFolder, 'journal.jsonl'));
  try {
    await endLeftovers(journal.before.ranks);
    for (const { sessionId, epoch } of journal.before.ranks) journal.write({ type: 'ended', sessionId, epoch });
    const source = args.joinToken === 'stdin' ? { text: token ?? '' } : args.joinToken;
    const identity = await joinLab({ portal: args.portal, dataFolder: args.dataFolder, token: source });
    return await serve(args, identity, texts, journal);
  } finally {
    journal.close();
    lock.release();
  }
}

async function serve(
  args: RunArguments,
  identity: Awaited<ReturnType<typeof joinLab>>,
  texts: ProgramTexts,
  journal: Journal,
): Promise<number> {
  const env = readEnv();
  const bootId = randomUUID();
  const over = Promise.withResolvers<number>();
  let connection: Connection | null = null;
  let portalOffsetMs = 0;
  let lastDescription: Pick<Hello, 'facts' | 'models' | 'engine'> | null = null;
  let endedAtRestart: RunningRank[] = journal.before.ranks.map(({ sessionId, epoch, rank }) => ({
    ...{ sessionId, epoch, rank },
    state: 'exited',
  }));

  const link: PortalLink = {
    isReady: () => connection?.isReady() ?? false,
    ask: (event, payload) => connection!.ask(event, payload),
  };
  const states = createStateOutbox(link);
  const logs = createLogOutbox(link);
  const answers = createAnswerOutbox({
    link,
    journal,
    onOverflow: (fence, generationId) => opened.runtime.stopAnswer({ ...fence, rank: 0 }, generationId),
  });
  const events: RuntimeEvents = {
    onRankState(ref, update) {
      sessions.onRankState(ref, update);
      states.push(ref, update);
      if (update.state !== 'loading') log(`Rank ${ref.rank} of session ${ref.sessionId}: ${update.state}${told(update)}`);
      if (update.state === 'exited') logs.close(ref);
    },
    onLog: logs.push,
    onAnswerPart: (_ref, generationId, part) => answers.push(generationId, part),
    onAnswerEnd: (_ref, generationId, end) => answers.end(generationId, end),
  };
  const opened = await openRuntime({
    args,
    env,
    texts,
    journal,
    events,
    localAddress: () => connection?.localAddress() ?? '127.0.0.1',
    onChange: () => void refresh(),
  });
  const revoke = (reason: string): void => {
    log(`This agent was revoked: ${reason}`);
    deleteIdentity(args.dataFolder);
    over.resolve(EXIT_REVOKED);
  };
  const sessions = createHeldSessions({
    runtime: opened.runtime,
    journal,
    epochs: journal.before.epochs,
    nowMs: continuousNowMs,
    portalNow: () => new Date(Date.now() + portalOffsetMs),
    onAnswerAsked: answers.start,
    onRevoked: revoke,
  });
  answers.restore(journal.before.answers);
  const sampler = startSampler({ link, bootId, nowMs: continuousNowMs, ...opened });

  const describe = async () => {
    const [facts, { models, engine }] = await Promise.all([opened.probe(), opened.runtime.describe()]);
    return (lastDescription = { facts, models, engine });
  };
  const refresh = async (): Promise<void> => {
    try {
      const before = lastDescription;
      const now = await describe();
      if (link.isReady() && !isDeepStrictEqual(before, now)) await link.ask('agent:facts', now);
    } catch (error) {
      // Told again with the next hello or the next look.
      lastDescription = null;
      log(`What this machine has could not be told: ${messageOf(error)}`);
    }
  };

  const heartbeat = startHeartbeat({
    beat: async () => {
      if (!link.isReady()) return;
      const sentAtMs = continuousNowMs();
      const { serverTime, desired } = await link.ask('agent:heartbeat', { bootId, running: sessions.running() });
      portalOffsetMs = serverTime.getTime() - Date.now();
      sessions.applyDesired(desired, sentAtMs);
    },
    onLost: () => connection?.reset(),
  });
  const onReady = (reply: HelloReply, sentAtMs: number): void => {
    endedAtRestart = [];
    portalOffsetMs = reply.serverTime.getTime() - Date.now();
    heartbeat.setPace(reply.heartbeatMs);
    sampler.setPace(reply.sampleMs);
    sessions.applyDesired(reply.desired, sentAtMs);
    for (const outbox of [states, logs, answers]) outbox.flush();
  };
  connection = connectToPortal({
    ...{ portal: args.portal, dataFolder: args.dataFolder, identity, bootId, onReady },
    handlers: sessions.handlers,
    nowMs: continuousNowMs,
    makeHello: async () => ({
      ...{ protocolVersion: PROTOCOL_VERSION, agentVersion: AGENT_VERSION, bootId },
      ...(await describe()),
      running: sessions.running(),
      endedAtRestart,
    }),
    onRevoked: revoke,
  });
  if (args.simulate === null) void bringDemoModel(args, refresh);

  const timers = [
    setInterval(sessions.enforceLeases, LEASE_LOOK_MS),
    setInterval(() => void refresh(), FACTS_EVERY_MS),
  ];
  const onSignal = (signal: NodeJS.Signals): void => {
    log(`Ending on ${signal}.`);
    over.resolve(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const code = await over.promise;

  await sessions.stopAll(code === EXIT_REVOKED ? 'The agent was revoked.' : 'The agent was ended on this machine.');
  // A revoked agent has nobody to tell.
  if (code !== EXIT_REVOKED) await untilTold([states, answers, logs]);
  for (const timer of timers) clearInterval(timer);
  heartbeat.close();
  await sampler.close();
  connection.close();
  return code;
}

const told = ({ message }: { message?: string | undefined }): string => (message ? ` (${message})` : '');

function startHeartbeat({ beat, onLost }: { beat(): Promise<void>; onLost(): void }) {
  let paceMs = 10_000;
  let lost = 0;
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    const jitter = 1 + (Math.random() * 2 - 1) * HEARTBEAT_JITTER;
    timer = setTimeout(() => void next(), paceMs * jitter);
  };
  const next = async (): Promise<void> => {
    try {
      await beat();
      lost = 0;
    } catch (error) {
      lost += 1;
      log(`A heartbeat was not answered: ${messageOf(error)}`);
      if (lost >= MAX_LOST_HEARTBEATS) onLost();
    }
    schedule();
  };
  schedule();
  return {
    setPace(ms: number): void {
      paceMs = Math.max(100, ms);
      clearTimeout(timer);
      schedule();
    },
    close: () => clearTimeout(timer),
  };
}

async function untilTold(outboxes: { isEmpty(): boolean }[]): Promise<void> {
  const deadline = performance.now() + FAREWELL_MS;
  while (performance.now() < deadline && !outboxes.every((it) => it.isEmpty())) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const DEMO_RETRY_MS = 30_000;

/** The small model that Espalier ships, so that a new machine can start something at once. */
async function bringDemoModel(args: RunArguments, onBrought: () => Promise<void>): Promise<void> {
  const roots = modelRootsOf(args);
  for (;;) {
    try {
      if (await fetchDemoModel(args.portal, roots)) {
        log(`Fetched the model ${DEMO_MODEL} from the portal.`);
        await onBrought();
      }
      return;
    } catch (error) {
      log(`The model ${DEMO_MODEL} could not be fetched: ${messageOf(error)}`);
      await new Promise((resolve) => setTimeout(resolve, DEMO_RETRY_MS).unref());
    }
  }
}
