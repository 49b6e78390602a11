import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Socket } from 'socket.io-client';
import { createAnswerOutbox } from '@/agent/answer-outbox.ts';
import { CommandRefused } from '@/agent/command-refused.ts';
import { createCommands } from '@/agent/commands.ts';
import type { ModelStore } from '@/agent/model-store/model-store.ts';
import type { HeldSessions } from '@/agent/held-sessions.ts';
import { openJournal } from '@/agent/journal.ts';
import type { PortalLink } from '@/agent/portal-link.ts';
import { createMlxRank, type MlxRank } from '@/agent/runtime/mlx/mlx-rank.ts';
import type { Runtime } from '@/agent/runtime/runtime.ts';
import { until } from '@/agent/testing/until.ts';
import { agentCommands, agentEvents } from '@/shared/protocol/agent.ts';
import { bindCatalog } from '@/shared/protocol/bind.ts';
import { RemoteError, request } from '@/shared/protocol/request.ts';
import { connectAgent, handshake, hello, type makeKeyed, type RealtimePortal } from './realtime-portal.ts';

/*
 * What of an agent has to do with answers, in this process: its outbox, journal and commands, and rank 0 as a process
 * that counts words and tells a file each token it makes. It can be cut off, and killed as by `kill -9`.
 */
type Identity = Awaited<ReturnType<typeof makeKeyed>>;
export type Session = { id: string; epoch: number };
type Said = { event: 'generation:deltas' | 'generation:end'; payload: object };
/** One run of the program: what is in memory is gone with it. */
type Run = {
  isDead: boolean;
  bootId: string;
  answers: ReturnType<typeof createAnswerOutbox>;
  rank: MlxRank | null;
  session: Session | null;
};
export type AnsweringAgent = Awaited<ReturnType<typeof startAnsweringAgent>>;

export async function startAnsweringAgent(portal: RealtimePortal, identity: Identity) {
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-answering-'));
  const tallyFile = path.join(folder, 'tally');
  writeFileSync(tallyFile, '');
  const said: Said[] = [];
  const line = openLine(portal, identity, () => run);
  const begin = (): Run => beginRun(path.join(folder, 'journal.jsonl'), line, said);
  let run = begin();
  await line.connect();

  return {
    said,
    isEmpty: () => run.answers.isEmpty(),
    /** Starts rank 0 of a session; resolves when it can be asked. */
    async hold(session: Session): Promise<void> {
      await startRank(run, session, { folder, tallyFile });
    },
    release: async (): Promise<void> => {
      const { rank } = run;
      [run.rank, run.session] = [null, null];
      await rank?.stop('asked', 'The session is over.');
    },
    cut: line.cut,
    /** As by kill -9: memory is lost, the rank ends with its parent, and the next program begins from the journal. */
    kill(): void {
      run.isDead = true;
      void run.rank?.stop('stalled', 'The agent is gone.');
      line.cut();
      run = begin();
    },
    /** Something it once said, said again. */
    async say({ event, payload }: Said): Promise<void> {
      await until(line.isReady, 'the agent is connected');
      await line.ask(event, payload).catch((error: unknown) => {
        if (!(error instanceof RemoteError)) throw error;
      });
    },
    /** How many tokens rank 0 has made of each answer, and at how many answers it ever was at once. */
    made: () => readTally(tallyFile),
    async close(): Promise<void> {
      line.close();
      await run.rank?.stop('asked', 'The test is over.');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Line = {
  isReady(): boolean;
  ask(event: Said['event'], payload: object): Promise<unknown>;
};

/** The connection: it comes back by itself, with what the program then runs. */
function openLine(portal: RealtimePortal, identity: Identity, current: () => Run) {
  let counter = 0;
  let socket: Socket | null = null;
  let isReady = false;
  let isConnecting = false;
  const handlers = () =>
    createCommands({
      sessions: { need: (fence: Fence) => heldBy(current(), fence) } as unknown as HeldSessions,
      runtime: {
        startAnswer: (_ref, question) => current().rank?.startAnswer(question),
        stopAnswer: (_ref, generationId) => current().rank?.stopAnswer(generationId),
      } as Runtime,
      store: {} as ModelStore,
      power: { sleep: () => Promise.resolve(), wake: () => Promise.resolve() },
      answers: current().answers,
      onRevoked: () => {},
    });
  const open = async (): Promise<void> => {
    const { bootId, session } = current();
    const opened = await connectAgent(portal, handshake(portal, identity, ++counter, bootId));
    bindCatalog(opened, agentCommands, handlers(), {
      toWireError: (error) =>
        error instanceof CommandRefused ? error : { code: 'INTERNAL', message: String(error) },
    });
    opened.once('disconnect', () => {
      if (socket === opened) [socket, isReady] = [null, false];
    });
    socket = opened;
    const running = session ? [{ sessionId: session.id, epoch: session.epoch, rank: 0, state: 'ready' }] : [];
    await opened.emitWithAck('agent:hello', { ...hello(), bootId, running });
    isReady = opened.connected;
    current().answers.flush();
  };
  const connect = async (): Promise<void> => {
    if (socket !== null || isConnecting) return;
    isConnecting = true;
    await open().finally(() => (isConnecting = false));
  };
  const timer = setInterval(() => void connect().catch(() => undefined), 30);
  return {
    connect,
    isReady: () => isReady,
    ask: async (event: Said['event'], payload: object): Promise<unknown> => {
      if (!socket || !isReady) throw new RemoteError('TIMEOUT', 'There is no connection.');
      return request(socket, agentEvents, event, payload as never, 2000);
    },
    cut: (): void => void socket?.disconnect(),
    close: (): void => clearInterval(timer),
  };
}

type Fence = { sessionId: string; epoch: number };
function heldBy({ session, rank }: Run, { sessionId, epoch }: Fence) {
  if (!rank || session?.id !== sessionId || session.epoch !== epoch)
    throw new CommandRefused('PRECONDITION_FAILED', 'This machine holds no rank of that session.');
  return { sessionId, epoch, rank: 0, state: 'ready', isStopping: false };
}

function beginRun(journalFile: string, line: Line, said: Said[]): Run {
  const journal = openJournal(journalFile);
  const link: PortalLink = {
    isReady: () => line.isReady() && !run.isDead,
    ask: (async (event: Said['event'], payload: object) => {
      if (run.isDead) throw new RemoteError('TIMEOUT', 'This program is gone.');
      said.push({ event, payload: structuredClone(payload) });
      return line.ask(event, payload);
    }) as PortalLink['ask'],
    tell: () => {},
  };
  const answers = createAnswerOutbox({
    link,
    // A dead program writes nothing any more.
    journal: { write: (entry) => void (run.isDead || journal.write(entry)) },
    clock: { now: () => new Date() },
    onBroken: () => {},
  });
  const run: Run = { isDead: false, bootId: randomUUID(), answers, rank: null, session: null };
  answers.restore(journal.before.answers);
  return run;
}

async function startRank(
  run: Run,
  session: Session,
  { folder, tallyFile }: { folder: string; tallyFile: string },
): Promise<void> {
  let isServing = false;
  const rank = createMlxRank({
    spec: {
      sessionId: session.id,
      epoch: session.epoch,
      rank: 0,
      size: 1,
      modelId: 'm',
      modelFingerprint: 'f',
      parallelism: 'single',
      backend: 'single',
    },
    engineFlags: [],
    modelPath: folder,
    folder: path.join(folder, randomUUID()),
    guard: { wedge: () => null, isGpuIdle: () => false, onStuck: () => {} },
    program: {
      command: process.execPath,
      args: [path.resolve('agent/testing/fake-rank.mjs'), '--tally', tallyFile],
    },
    stallMs: 60_000,
    journal: { write: () => {} },
    events: {
      onRankState: (_ref, { state }) => {
        if (state === 'imported') rank.go();
        if (state === 'loaded') rank.warmUp();
        isServing ||= state === 'ready';
      },
      onLog: () => {},
      onAnswerPart: (_ref, id, part) => void (run.isDead || run.answers.push(id, part)),
      onAnswerEnd: (_ref, id, end) => void (run.isDead || run.answers.end(id, end)),
    },
    onGone: () => {},
  });
  Object.assign(run, { rank, session });
  rank.launch({ kind: 'single' }, null);
  await until(() => isServing, 'the rank can be asked');
}

function readTally(file: string): { tokens: Map<string, number>; mostAtOnce: number } {
  const tokens = new Map<string, number>();
  let mostAtOnce = 0;
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [id, count, active] = line.split(' ');
    tokens.set(id!, Number(count));
    mostAtOnce = Math.max(mostAtOnce, Number(active));
  }
  return { tokens, mostAtOnce };
}
