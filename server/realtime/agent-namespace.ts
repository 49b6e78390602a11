import { agentEvents } from '@/shared/protocol/agent.ts';
import { bindCatalog, type BindOptions } from '@/shared/protocol/bind.ts';
import { AgentHandshake } from '@/shared/protocol/join.ts';
import type { LiveSample } from '@/shared/schemas/machine.ts';
import type {
  CopyEnded,
  CopyListed,
  CopyOffered,
  CopyProgress,
  CopyReading,
  DiskLooked,
} from '@/shared/schemas/model-store.ts';
import { type Actor, inBackground, type ServiceContext } from '../context.ts';
import { isServiceError, ServiceError } from '../errors.ts';
import { startTicker } from '../jobs/ticker.ts';
import { toWireError } from '../wire-error.ts';
import {
  recordDisconnect,
  recordFacts,
  recordHeartbeat,
  recordHello,
  recordNotes,
  verifyHandshake,
} from '../modules/agents/index.ts';
import { noteOverreach } from '../modules/audit/index.ts';
import {
  endGeneration,
  notePrefill,
  recordDeltas,
  refuseAnswer,
  resendToAgent,
} from '../modules/generations/index.ts';
import { believeSample, ingestChunks } from '../modules/metrics/index.ts';
import {
  noteProgress,
  noteReading,
  recordCopyEnded,
  recordListed,
  recordLooked,
  recordOffered,
} from '../modules/model-store/index.ts';
import {
  explainPeerLoss,
  keepEpochsAhead,
  listDesired,
  reconcileAgent,
  recordLog,
  recordRankState,
} from '../modules/sessions/index.ts';
import { createAdmissions } from './admissions.ts';
import type { AgentHolder, AgentNamespace, AgentSocket } from './agent-gateway.ts';
import { AGENT_CONNECTIONS, createAgentGuards } from './agent-limits.ts';
import type { Connections } from './connections.ts';
import type { RefusalLog } from './refusal-log.ts';
import { seenAddress } from './seen-address.ts';

/** A word about an agent that is over may have been lost; so long at most goes by until the rows tell. */
const LOOK_MS = 2000;
const SAMPLE_MS = 1000;
/** What a chunk takes beside its readings is shared by more of them; an answer's energy is known so long after it. */
const CHUNK_MS = 15_000;

type MakeContext = (actor: Actor) => ServiceContext;
type Deps = {
  gateway: AgentHolder;
  makeContext: MakeContext;
  connections: Connections;
  log: RefusalLog;
  /** A machine's newest reading, for those who watch. */
  onReading(machineId: string, sample: LiveSample): void;
};

/**
 * Agents: each proves its key in the handshake, then says hello before anything else. `settled` resolves when
 * the disconnects so far are written.
 */
export function serveAgents(namespace: AgentNamespace, deps: Deps): { settled(): Promise<unknown> } {
  const { gateway, makeContext, onReading } = deps;
  const farewells = new Set<Promise<unknown>>();
  const admissions = createAdmissions(AGENT_CONNECTIONS);
  const guard = createAgentGuards({ ...deps, admissions });
  admissions.guard(
    namespace,
    async (socket: AgentSocket) => {
      await admit(socket, makeContext);
      admissions.count(socket.data.machineId);
    },
    toConnectError,
  );
  namespace.on('connection', (socket) => {
    const { machineId, agentId, machineName, bootId } = socket.data;
    const ctx = makeContext({ kind: 'agent', machineId, name: machineName });
    if (!gateway.attach(socket)) return void socket.disconnect(true);
    bind(socket, ctx, onReading, guard(socket));
    socket.on('disconnect', (reason) => {
      socket.conn.close();
      if (!gateway.detach(socket)) return;
      ctx.logger.info({ machineId, reason }, 'agent disconnected');
      const farewell = Promise.all([
        recordDisconnect(ctx, { machineId, agentId }, bootId),
        explainPeerLoss(ctx, { machineId }),
      ])
        .catch((error: unknown) =>
          ctx.logger.error({ machineId, err: error }, 'a disconnect could not be recorded'),
        )
        .finally(() => farewells.delete(farewell));
      farewells.add(farewell);
    });
  });
  const portal = makeContext({ kind: 'system', name: 'portal' });
  const off = portal.bus.on('agent.revoked', gateway.revoke);
  const looking = startTicker([{ name: 'cutEndedAgents', run: gateway.cutEnded }], portal.logger, LOOK_MS);
  return {
    settled: async () => {
      off();
      await Promise.all([looking.stop(), ...farewells]);
    },
  };
}

async function admit(socket: AgentSocket, makeContext: MakeContext): Promise<void> {
  if (socket.handshake.headers.origin !== undefined)
    throw new ServiceError('VALIDATION', 'Agents do not connect from a web page.');
  const parsed = AgentHandshake.safeParse(socket.handshake.auth);
  if (!parsed.success) throw new ServiceError('VALIDATION', 'This agent speaks another protocol. Update it.');
  const ctx = makeContext({ kind: 'anonymous', name: 'agent' });
  const identity = await verifyHandshake(ctx, parsed.data, seenAddress(socket.handshake.address));
  const { bootId, joinCounter } = parsed.data;
  socket.data = { ...identity, bootId, joinCounter, greeted: false };
}

/** socket.io hands `data` of a middleware error to the other side. */
function toConnectError(error: unknown): Error {
  const wire = toWireError(error);
  const isRevoked = isServiceError(error) && error.code === 'FORBIDDEN';
  return Object.assign(new Error(wire.message), {
    data: { ...wire, code: isRevoked ? 'REVOKED' : wire.code },
  });
}

/** An agent whose word on an answer can't be taken may never send the rest: the answer ends. */
const ANSWER_EVENTS = new Set(['generation:deltas', 'generation:end']);
const AnswerFence = agentEvents['generation:end'].payload.pick({
  sessionId: true,
  epoch: true,
  generationId: true,
});
const OfSession = AnswerFence.pick({ sessionId: true });

function bind(
  socket: AgentSocket,
  ctx: ServiceContext,
  onReading: Deps['onReading'],
  guard: BindOptions,
): void {
  const { machineId, agentId, machineName } = socket.data;
  const agent = { machineId, agentId };
  const greeted = (): void => {
    if (!socket.data.greeted) throw new ServiceError('PRECONDITION_FAILED', 'An agent says hello first.');
  };
  bindCatalog(
    socket,
    agentEvents,
    {
      'agent:hello': async (hello) => {
        const { isNewBoot, upgradeRequired } = await recordHello(
          ctx,
          agent,
          hello,
          seenAddress(socket.handshake.address),
        );
        Object.assign(socket.data, { greeted: true, upgradeRequired });
        await keepEpochsAhead(ctx, hello.running);
        const running = hello.running.filter((it) => it.state !== 'exited');
        await reconcileAgent(ctx, machineId, { isNewBoot, running });
        const desired = await listDesired(ctx, machineId);
        // After the reply: the agent takes commands only once it knows who it is.
        setImmediate(() => {
          resendToAgent(ctx, machineId).catch((error: unknown) => {
            ctx.logger.warn({ machineId, err: error }, 'waiting questions could not be sent again');
          });
        });
        return {
          machineId,
          machineName,
          serverTime: ctx.now(),
          heartbeatMs: ctx.timings.heartbeatMs,
          sampleMs: SAMPLE_MS,
          chunkMs: CHUNK_MS,
          desired,
          ...(upgradeRequired !== null && { upgradeRequired }),
        };
      },
      'agent:heartbeat': async (heartbeat) => {
        greeted();
        const { forgiven } = await recordHeartbeat(ctx, agent, heartbeat);
        return { serverTime: ctx.now(), desired: await listDesired(ctx, machineId), forgiven };
      },
      'agent:facts': async (facts) => {
        greeted();
        await recordFacts(ctx, agent, facts);
        return {};
      },
      'agent:notes': async ({ notes }) => {
        greeted();
        await recordNotes(ctx, agent, notes);
        return {};
      },
      'metrics:chunks': ({ bootId, chunks }) => {
        greeted();
        return ingestChunks(ctx, { machineId, bootId }, chunks);
      },
      'metrics:live': (sample) => {
        greeted();
        onReading(machineId, believeSample(ctx, machineId, sample));
      },
      'rank:state': async (report) => {
        greeted();
        await recordRankState(ctx, machineId, report);
        return {};
      },
      'rank:log': async (log) => {
        greeted();
        await recordLog(ctx, machineId, log);
        return {};
      },
      'generation:deltas': (deltas) => {
        greeted();
        return recordDeltas(ctx, machineId, deltas);
      },
      'generation:prefill': (prefill) => {
        greeted();
        inBackground(ctx, 'a question’s progress could not be shown', notePrefill(ctx, machineId, prefill));
      },
      ...copyHandlers(ctx, machineId, greeted),
      'generation:end': async (end) => {
        greeted();
        await endGeneration(ctx, machineId, end);
        return {};
      },
    },
    {
      ...guard,
      onRefused: endRefused(ctx, machineId),
    },
  );
}

/** What an agent says of models that it gives or gets. */
function copyHandlers(ctx: ServiceContext, machineId: string, greeted: () => void) {
  const note = (work: Promise<void>): void => inBackground(ctx, 'how far a copy is could not be kept', work);
  return {
    'model:offered': async (offer: CopyOffered) => {
      greeted();
      await recordOffered(ctx, machineId, offer);
      return {};
    },
    'model:listed': async (listed: CopyListed) => {
      greeted();
      await recordListed(ctx, machineId, listed);
      return {};
    },
    'model:reading': (reading: CopyReading) => {
      greeted();
      note(noteReading(ctx, machineId, reading));
    },
    'model:progress': (progress: CopyProgress) => {
      greeted();
      note(noteProgress(ctx, machineId, progress));
    },
    'model:ended': async (end: CopyEnded) => {
      greeted();
      await recordCopyEnded(ctx, machineId, end);
      return {};
    },
    'model:looked': async (looked: DiskLooked) => {
      greeted();
      await recordLooked(ctx, machineId, looked);
      return {};
    },
  };
}
const endRefused =
  (ctx: ServiceContext, machineId: string): NonNullable<BindOptions['onRefused']> =>
  (event, payload, { code }) => {
    if (code === 'CONFLICT') {
      const { data: of } = OfSession.safeParse(payload);
      const noted = of && noteOverreach(ctx, { machineId, sessionId: of.sessionId });
      if (noted) inBackground(ctx, 'an agent’s overreach could not be written down', noted);
    }
    if (code !== 'VALIDATION' || !ANSWER_EVENTS.has(event)) return;
    const { data: fence } = AnswerFence.safeParse(payload);
    if (!fence) return;
    inBackground(ctx, 'an answer could not be ended', refuseAnswer(ctx, machineId, fence));
  };
