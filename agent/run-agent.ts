import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { type AnswerOutboxOptions, createAnswerOutbox } from './answer-outbox.ts';
import type { RunArguments } from './arguments.ts';
import { beat } from './beat.ts';
import { bringDemoModel } from './bring-demo-model.ts';
import { continuousNowMs } from './clock.ts';
import { createCommands } from './commands.ts';
import { type Connection, connectToPortal, type HelloReply, type HelloTimes } from './connection.ts';
import { createDescription } from './description.ts';
import { createPower } from './power/power.ts';
import { endLeftovers } from './end-leftovers.ts';
import { EXIT_FAULT, EXIT_REFUSED } from './exit-codes.ts';
import { readEnv } from './env.ts';
import { startHeartbeat } from './heartbeat.ts';
import { identifyArgs, whereOf } from './identify-agent.ts';
import { createHeldSessions } from './held-sessions.ts';
import { deleteIdentity, type Identity, type Where } from './identity.ts';
import { joinLab } from './join-lab.ts';
import { type Journal, openJournal } from './journal.ts';
import { holdLastNet } from './last-net.ts';
import { log } from './log.ts';
import { createLogOutbox } from './log-outbox.ts';
import { createCopyReports } from './model-store/copy-reports.ts';
import { openClock } from './open-clock.ts';
import {
  type MakeRuntime,
  modelRootsOf,
  type OpenedRuntime,
  type OpenOptions,
  openRuntime,
  type ProgramTexts,
} from './open-runtime.ts';
import type { PortalClock } from './portal-clock.ts';
import type { PortalLink } from './portal-link.ts';
import type { RuntimeEvents } from './runtime/runtime.ts';
import { takeLock } from './single-instance.ts';
import { startReadings } from './start-readings.ts';
import { createStateOutbox } from './state-outbox.ts';
import { AGENT_TIMES } from './times.ts';
import { AGENT_VERSION } from './version.ts';
import { watchMachine } from './watch-machine.ts';

const FACTS_EVERY_MS = 60_000;
const WHY: Record<number, string> = {
  [EXIT_REFUSED]: 'The agent was revoked.',
  [EXIT_FAULT]: 'The agent on this machine had a fault and ended. Its log says which.',
};

/** Runs the agent until it is told to end, or its key is revoked; gives the exit code. Throws when it can't start. */
export async function runAgent(
  args: RunArguments,
  token: string | null,
  texts: ProgramTexts,
  makeRuntime?: MakeRuntime,
): Promise<number> {
  mkdirSync(args.dataFolder, { recursive: true, mode: 0o700 });
  chmodSync(args.dataFolder, 0o700);
  const lock = takeLock(join(args.dataFolder, 'agent.lock'));
  if (!('release' in lock)) {
    throw new Error(
      `Another agent (process ${lock.holderPid}) runs with the data folder ${args.dataFolder}.`,
    );
  }
  const journal = openJournal(join(args.dataFolder, 'journal.jsonl'));
  try {
    await endLeftovers(journal.before.ranks);
    for (const { sessionId, epoch } of journal.before.ranks)
      journal.write({ type: 'ended', sessionId, epoch });
    const source = args.joinToken === 'stdin' ? { text: token ?? '' } : args.joinToken;
    const { portal, dataFolder } = args;
    const machine = await identifyArgs(args);
    const identity = await joinLab({ portal, dataFolder, token: source, machine });
    return await serve(args, identity, { texts, makeRuntime }, journal, whereOf(machine, dataFolder));
  } finally {
    journal.close();
    lock.release();
  }
}

async function serve(
  args: RunArguments,
  identity: Identity,
  program: Pick<OpenOptions, 'texts' | 'makeRuntime'>,
  journal: Journal,
  where: Where,
): Promise<number> {
  const bootId = randomUUID();
  const over = Promise.withResolvers<number>();
  holdLastNet(over.resolve);
  let connection: Connection | null = null;
  const clock = openClock(args.dataFolder);

  const link = linkOver(() => connection);
  const outboxes = openOutboxes(link, journal, clock, (fence, generationId) =>
    opened.runtime.stopAnswer({ ...fence, rank: 0 }, generationId),
  );
  const { states, answers, events } = outboxes;
  const opened = await openRuntime({
    args,
    ...program,
    journal,
    env: readEnv(),
    events: {
      ...events,
      onRankState(ref, update) {
        opened.guard.onRankState(ref, update);
        sessions.onRankState(ref, update);
        events.onRankState(ref, update);
      },
    },
    localAddress: () => connection?.localAddress() ?? '127.0.0.1',
    onChange: () => void description.refresh(),
    nowMs: continuousNowMs,
    clock,
  });
  const { runtime } = opened;
  const description = createDescription({ probe: opened.probe, runtime, link });
  const sessions = createHeldSessions({
    runtime,
    journal,
    epochs: journal.before.epochs,
    nowMs: continuousNowMs,
    portalNow: clock.now,
    onHandOver: (from) => forgetHolder(opened, outboxes, from),
  });
  const store = opened.openStore({ reports: createCopyReports(link, clock), isInUse: sessions.holdsModel });
  const { dataFolder } = args;
  const readings = startReadings({ link, dataFolder, bootId, clock, nowMs: continuousNowMs, ...opened });
  const power = createPower({ ...opened, dataFolder, sessions, store, line: () => connection });
  const heartbeat = startHeartbeat({
    beat: () => power.unlessAsleep(() => beat({ link, bootId, sessions, readings, clock, ...opened })),
    onLost: () => connection?.reset(),
  });
  // What an address that is gone was connected with is gone too, and may be waited for in vain for long.
  const onDisturbed = () => (connection?.hasLostAddress() ? connection.reset() : heartbeat.soon());
  const watch = watchMachine({ link, clock, onDisturbed });
  const onReady = (reply: HelloReply, { sentAtMs, startedAtMs }: HelloTimes): void => {
    clock.learn(reply.serverTime, sentAtMs);
    if (reply.upgradeRequired) log(`The portal gives this machine no work. ${reply.upgradeRequired}`);
    heartbeat.setPace(reply.heartbeatMs);
    readings.setPace(reply);
    sessions.applyDesired(reply.desired, startedAtMs);
    for (const outbox of [outboxes, readings, watch]) outbox.flush();
    void description.refreshMissed();
  };
  const onRevoked = (reason: string): void => {
    log(`This agent was revoked: ${reason}`);
    deleteIdentity(args.dataFolder);
    over.resolve(EXIT_REFUSED);
  };
  connection = connectToPortal({
    portal: args.portal,
    dataFolder: args.dataFolder,
    identity,
    where,
    bootId,
    onReady,
    onRevoked,
    handlers: createCommands({ sessions, runtime, store, answers, power, onRevoked }),
    nowMs: continuousNowMs,
    makeHello: async () => ({
      protocolVersion: PROTOCOL_VERSION,
      agentVersion: AGENT_VERSION,
      bootId,
      ...(await description.describe()),
      running: sessions.running(),
    }),
  });
  const refresh = () => void description.refresh();
  if (args.simulate === null) void bringDemoModel(args.portal, modelRootsOf(args), refresh);
  const timers = startTimers(sessions.enforceLeases, refresh);
  onSignals(() => over.resolve(0));

  const code = await over.promise;
  await sessions.stopAll(WHY[code] ?? 'The agent was ended on this machine.');
  await readings.finish();
  // A revoked agent has nobody to tell.
  if (code !== EXIT_REFUSED) await untilTold([states, answers, outboxes.logs, readings]);
  for (const timer of timers) clearInterval(timer);
  for (const part of [heartbeat, store, connection, readings, watch]) part.close();
  return code;
}

const startTimers = (enforceLeases: () => void, refresh: () => void): NodeJS.Timeout[] => [
  setInterval(enforceLeases, AGENT_TIMES.leaseLookMs),
  setInterval(refresh, FACTS_EVERY_MS),
];

/** What is kept under the name of the session whose rank another one took over. */
function forgetHolder(
  { guard }: Pick<OpenedRuntime, 'guard'>,
  { logs }: ReturnType<typeof openOutboxes>,
  from: { sessionId: string; epoch: number },
): void {
  guard.onHandOver(from);
  logs.close({ ...from, rank: 0 });
}

const linkOver = (connection: () => Connection | null): PortalLink => ({
  isReady: () => connection()?.isReady() ?? false,
  ask: (event, payload) => connection()!.ask(event, payload),
  tell: (event, payload) => connection()?.tell(event, payload),
});

function onSignals(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      log(`Ending on ${signal}.`);
      end();
    });
  }
}

/** Everything that is on its way to the portal, and the runtime's events that fill it. */
function openOutboxes(
  link: PortalLink,
  journal: Journal,
  clock: PortalClock,
  onBroken: AnswerOutboxOptions['onBroken'],
) {
  const states = createStateOutbox(link, clock);
  const logs = createLogOutbox(link, clock);
  const answers = createAnswerOutbox({ link, journal, clock, onBroken });
  answers.restore(journal.before.answers);
  const events: RuntimeEvents = {
    onRankState(ref, update) {
      states.push(ref, update);
      const reason = update.message ? ` (${update.message})` : '';
      if (update.state !== 'loading')
        log(`Rank ${ref.rank} of session ${ref.sessionId}: ${update.state}${reason}`);
      if (update.state === 'exited') logs.close(ref);
    },
    onLog: logs.push,
    onAnswerPart: (_ref, generationId, part) => answers.push(generationId, part),
    onPrefill: (_ref, generationId, progress) => answers.prefill(generationId, progress),
    onFirstToken: (_ref, generationId, afterMs) => answers.firstToken(generationId, afterMs),
    onAnswerEnd: (_ref, generationId, end) => answers.end(generationId, end),
  };
  const flush = (): void => {
    for (const outbox of [states, logs, answers]) outbox.flush();
  };
  return { states, logs, answers, events, flush };
}

async function untilTold(outboxes: { isEmpty(): boolean }[]): Promise<void> {
  const deadline = performance.now() + AGENT_TIMES.farewellMs;
  while (performance.now() < deadline && !outboxes.every((it) => it.isEmpty())) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
