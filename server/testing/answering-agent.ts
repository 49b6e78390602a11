import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Socket } from 'socket.io-client';
import { createAnswerOutbox } from '@/agent/answer-outbox.ts';
import { CommandRefused } from '@/agent/command-refused.ts';
import { createCommands } from '@/agent/commands.ts';
import type { HeldSessions } from '@/agent/held-sessions.ts';
import { type Journal, openJournal } from '@/agent/journal.ts';
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
type Said = { event: string; payload: object };
type Made = { tokens: Map<string, number>; mostAtOnce: number };

export type AnsweringAgent = Awaited<ReturnType<typeof startAnsweringAgent>>;

/** One life of the program: what is in memory is gone with it. */
type Life = {
  isDead: boolean;
  bootId: string;
  journal: Journal;
  rank: MlxRank | null;
  session: Session | null;
};

export async function startAnsweringAgent(portal: RealtimePortal, identity: Identity) {
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-answering-'));
  const tallyFile = path.join(folder, 'tally');
  writeFileSync(tallyFile, '');
  const journalFile = path.join(folder, 'journal.jsonl');
  const said: Said[] = [];
  let counter = 0;
  let socket: Socket | null = null;
  let isReady = false;
  let life = begin();
  let answers = openOutbox(life);

  function begin(): Life {
    return {
      isDead: false,
      bootId: randomUUID(),
      journal: openJournal(journalFile),
      rank: null,
      session: null,
    };
  }
  function openOutbox(own: Life) {
    const link: PortalLink = {
      isReady: () => isReady && !own.isDead,
      ask: (async (event: 'generation:deltas' | 'generation:end', payload: object) => {
        if (own.isDead || !socket || !isReady) throw new RemoteError('TIMEOUT', 'There is no connection.');
        said.push({ event, payload: structuredClone(payload) });
        return request(socket, agentEvents, event, payload as never, 2000);
      }) as PortalLink['ask'],
      tell: () => {},
    };
    // A dead program writes nothing any more.
    const journal = {
      write: (entry: Parameters<Journal['write']>[0]) => void (own.isDead || own.journal.write(entry)),
    };
    const outbox = createAnswerOutbox({
      link,
      journal,
      clock: { now: () => new Date() },
      onOverflow: () => {},
    });
    outbox.restore(own.journal.before.answers);
    return outbox;
  }
  const held = ({ sessionId, epoch }: { sessionId: string; epoch: number }) => {
    const { session, rank } = life;
    if (!rank || session?.id !== sessionId || session.epoch !== epoch)
      throw new CommandRefused('PRECONDITION_FAILED', 'This machine holds no rank of that session.');
    return { sessionId, epoch, rank: 0, state: 'ready', isStopping: false };
  };
  const handlers = () =>
    createCommands({
      sessions: { need: held } as unknown as HeldSessions,
      runtime: {
        startAnswer: (_ref, question) => life.rank?.startAnswer(question),
        stopAnswer: (_ref, generationId) => life.rank?.stopAnswer(generationId),
      } as Runtime,
      answers,
      onRevoked: () => {},
    });
  const connect = async (): Promise<void> => {
    const own = life;
    const opened = await connectAgent(portal, handshake(portal, identity, ++counter, own.bootId));
    bindCatalog(opened, agentCommands, handlers(), {
      toWireError: (error) =>
        error instanceof CommandRefused ? error : { code: 'INTERNAL', message: String(error) },
    });
    opened.once('disconnect', () => {
      if (socket !== opened) return;
      [socket, isReady] = [null, false];
    });
    const session = own.session;
    const running = session ? [{ sessionId: session.id, epoch: session.epoch, rank: 0, state: 'ready' }] : [];
    socket = opened;
    await opened.emitWithAck('agent:hello', { ...hello(), bootId: own.bootId, running });
    isReady = opened.connected;
    answers.flush();
  };
  let isConnecting = false;
  const connectOnce = async (): Promise<void> => {
    if (socket !== null || isConnecting) return;
    isConnecting = true;
    await connect().finally(() => (isConnecting = false));
  };
  await connectOnce();
  /** Comes back by itself, as the program does. */
  const keepConnected = setInterval(() => void connectOnce().catch(() => undefined), 30);

  return {
    said,
    isEmpty: () => answers.isEmpty(),
    /** Starts rank 0 of a session; `ready` when it can be asked. */
    async hold(session: Session): Promise<void> {
      const own = life;
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
        modelPath: folder,
        folder: path.join(folder, randomUUID()),
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
          onAnswerPart: (_ref, id, part) => void (own.isDead || answers.push(id, part)),
          onAnswerEnd: (_ref, id, end) => void (own.isDead || answers.end(id, end)),
        },
        onGone: () => {},
      });
      [life.rank, life.session] = [rank, session];
      rank.launch({ kind: 'single' });
      await until(() => isServing, 'the rank can be asked');
    },
    release: async (): Promise<void> => {
      const { rank } = life;
      [life.rank, life.session] = [null, null];
      await rank?.stop('asked', 'The test is over.');
    },
    cut: (): void => void socket?.disconnect(),
    /** As by kill -9: memory is lost, the rank ends with its parent, and the next program begins from the journal. */
    kill(): void {
      life.isDead = true;
      void life.rank?.stop('stalled', 'The agent is gone.');
      socket?.disconnect();
      life = begin();
      answers = openOutbox(life);
    },
    /** Everything that was ever said, said again. */
    async say({ event, payload }: Said): Promise<void> {
      await until(() => isReady, 'the agent is connected');
      await socket!.timeout(5000).emitWithAck(event, payload);
    },
    made(): Made {
      const tokens = new Map<string, number>();
      let mostAtOnce = 0;
      for (const line of readFileSync(tallyFile, 'utf8').split('\n').filter(Boolean)) {
        const [id, count, active] = line.split(' ');
        tokens.set(id!, Number(count));
        mostAtOnce = Math.max(mostAtOnce, Number(active));
      }
      return { tokens, mostAtOnce };
    },
    async close(): Promise<void> {
      clearInterval(keepConnected);
      await life.rank?.stop('asked', 'The test is over.');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
