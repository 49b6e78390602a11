import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Namespace, Server, type Socket } from 'socket.io';
import type * as z from 'zod';
import {
  agentCommands,
  agentEvents,
  type AgentToPortal,
  type DesiredSession,
  type PortalToAgent,
} from '@/shared/protocol/agent.ts';
import { bindCatalog } from '@/shared/protocol/bind.ts';
import type { HandlersOf } from '@/shared/protocol/catalog.ts';
import { AgentHandshake, signedText } from '@/shared/protocol/join.ts';
import { request } from '@/shared/protocol/request.ts';
import { until } from './until.ts';

type Payload<K extends keyof typeof agentEvents> = z.output<(typeof agentEvents)[K]['payload']>;
type Command = keyof typeof agentCommands & string;
type CommandPayload<K extends Command> = z.input<(typeof agentCommands)[K]['payload']>;
export type StoredAnswer = {
  deltas: Payload<'generation:deltas'>['deltas'];
  end: Payload<'generation:end'> | null;
};

/** One agent as this portal knows it, with everything it has said. */
export type FakeAgent = {
  machineId: string;
  publicKey: string;
  joinCounter: number;
  socket: Socket<PortalToAgent, AgentToPortal> | null;
  isRevoked: boolean;
  connections: number;
  hellos: Payload<'agent:hello'>[];
  heartbeats: Payload<'agent:heartbeat'>[];
  facts: Payload<'agent:facts'>[];
  notes: Payload<'agent:notes'>['notes'];
  states: Payload<'rank:state'>[];
  lines: Payload<'rank:log'>['lines'];
  chunks: Payload<'metrics:chunks'>[];
  live: Payload<'metrics:live'>[];
  prefills: Payload<'generation:prefill'>[];
  copies: CopyWords;
  desired: DesiredSession[];
  send<K extends Command>(command: K, payload: CommandPayload<K>): Promise<unknown>;
};

/** What an agent has said of copies of models. */
type CopyWords = {
  offered: Payload<'model:offered'>[];
  listed: Payload<'model:listed'>[];
  progress: Payload<'model:progress'>[];
  ended: Payload<'model:ended'>[];
};

export type FakePortal = Awaited<ReturnType<typeof startFakePortal>>;

/**
 * A portal with the real catalogues, a real socket.io server and signatures that are checked, but no database:
 * it stores answers by the same rule (only what continues without a gap) and lets a test break things.
 */
export async function startFakePortal(timings: { heartbeatMs?: number; port?: number } = {}) {
  const agents = new Map<string, FakeAgent>();
  const answers = new Map<string, StoredAnswer>();
  const files = new Map<string, Buffer>();
  const nonces = new Set<string>();
  const behaviour: Behaviour = {
    deaf: new Set(),
    losesSteps: false,
    lostSteps: 0,
    refuse: null,
    refusesReadings: false,
    cutsComers: false,
    cutOff: 0,
  };
  let origin = '';

  const http = createServer((incoming, outgoing) => {
    const reply = (status: number, body: object | Buffer): void => {
      outgoing.writeHead(status).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
    };
    answerHttp(incoming, reply).catch((error: unknown) =>
      reply(500, { error: { code: 'INTERNAL', message: String(error) } }),
    );
  });
  const answerHttp = async (
    incoming: IncomingMessage,
    reply: (status: number, body: object | Buffer) => void,
  ) => {
    const path = incoming.url ?? '';
    const file = files.get(path);
    if (file) return reply(200, file);
    if (incoming.method !== 'POST')
      return reply(404, { error: { code: 'NOT_FOUND', message: 'Nothing here.' } });
    const body = (await json(incoming)) as Record<string, string>;
    if (path === '/api/agent/join') {
      const agentId = `agent-${agents.size + 1}`;
      const machineId = `machine-${agents.size + 1}`;
      agents.set(agentId, newAgent(machineId, body['publicKey']!));
      return reply(200, { agentId, machineId, machineName: machineId });
    }
    if (path !== '/api/agent/challenge') return reply(404, {});
    const nonce = randomBytes(16).toString('hex');
    nonces.add(nonce);
    return reply(200, { nonce });
  };
  const io = new Server(http, {
    path: '/socket.io',
    serveClient: false,
    // As a portal has it: whoever sends more is cut off.
    maxHttpBufferSize: 1_000_000,
  });
  const namespace: Namespace<AgentToPortal, PortalToAgent> = io.of('/agent');
  namespace.use((socket, next) => {
    if (behaviour.cutsComers) {
      behaviour.cutOff += 1;
      socket.conn.close();
      return;
    }
    const code = admit(socket.handshake.auth, { agents, nonces, origin, refuse: behaviour.refuse });
    next(code === null ? undefined : Object.assign(new Error(code), { data: { code, message: code } }));
  });
  namespace.on('connection', (socket) => {
    const agent = agents.get(String(socket.handshake.auth['agentId']))!;
    agent.socket?.disconnect(true);
    agent.socket = socket;
    agent.connections += 1;
    bindCatalog(socket, agentEvents, handlersOf(agent, answers, behaviour, timings.heartbeatMs ?? 200), {
      toWireError: (error) => ({
        code: (error as { code?: string }).code ?? 'INTERNAL',
        message: error instanceof Error ? error.message : String(error),
      }),
    });
  });
  await new Promise<void>((resolve) => http.listen(timings.port ?? 0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;

  return {
    origin,
    port,
    agents,
    answers,
    files,
    behaviour,
    joinToken: () => `esp_join_${randomBytes(6).toString('hex')}_${randomBytes(24).toString('base64url')}`,
    /** The agent that joined as the n-th, once it is connected and has said hello. */
    async agent(index: number): Promise<FakeAgent> {
      const found = () => [...agents.values()][index];
      await until(() => (found()?.hellos.length ?? 0) > 0, `agent ${index} says hello`);
      return found()!;
    },
    async close(): Promise<void> {
      await io.close();
      http.closeAllConnections();
    },
  };
}

type Behaviour = {
  /** Events that are taken and not answered. */
  deaf: Set<string>;
  /** Steps of answers are neither stored nor answered, and counted here. */
  losesSteps: boolean;
  lostSteps: number;
  /** The code every connection is refused with. */
  refuse: string | null;
  /** Of a heartbeat: its reading makes it one that is not understood. */
  refusesReadings: boolean;
  /** A connection ends before it is let in or refused, as where a portal's database does not answer; counted here. */
  cutsComers: boolean;
  cutOff: number;
};

function handlersOf(
  agent: FakeAgent,
  answers: Map<string, StoredAnswer>,
  behaviour: Behaviour,
  heartbeatMs: number,
): HandlersOf<typeof agentEvents> {
  const deafen = (event: string): Promise<void> | null =>
    behaviour.deaf.has(event) ? new Promise(() => {}) : null;
  return {
    'agent:hello': async (hello) => {
      await deafen('agent:hello');
      agent.hellos.push(hello);
      const { machineId } = agent;
      return {
        machineId,
        machineName: machineId,
        serverTime: new Date(),
        heartbeatMs,
        sampleMs: 200,
        chunkMs: 1000,
        desired: agent.desired,
      };
    },
    'agent:heartbeat': async (heartbeat) => {
      await deafen('agent:heartbeat');
      if (behaviour.refusesReadings && heartbeat.reading) {
        throw Object.assign(new Error('That reading can’t be.'), { code: 'VALIDATION' });
      }
      agent.heartbeats.push(heartbeat);
      return { serverTime: new Date(), desired: agent.desired };
    },
    'agent:facts': (facts) => {
      agent.facts.push(facts);
      return {};
    },
    'agent:notes': ({ notes }) => {
      agent.notes.push(...notes);
      return {};
    },
    'generation:prefill': (prefill) => void agent.prefills.push(prefill),
    'model:reading': () => undefined,
    'model:progress': (progress) => void agent.copies.progress.push(progress),
    'model:offered': (offer) => {
      agent.copies.offered.push(offer);
      return {};
    },
    'model:listed': (listed) => {
      agent.copies.listed.push(listed);
      return {};
    },
    'model:looked': () => ({}),
    'model:ended': (end) => {
      agent.copies.ended.push(end);
      return {};
    },
    'metrics:live': (sample) => void agent.live.push(sample),
    'metrics:chunks': async (batch) => {
      agent.chunks.push(batch);
      await deafen('metrics:chunks');
      return { stored: batch.chunks.map((it) => it.seq) };
    },
    'rank:state': (state) => {
      agent.states.push(state);
      return {};
    },
    'rank:log': ({ lines }) => {
      agent.lines.push(...lines);
      return {};
    },
    'generation:deltas': async ({ generationId, deltas }) => {
      if (behaviour.losesSteps) {
        behaviour.lostSteps += deltas.length;
        await new Promise(() => {});
      }
      const answer = answers.get(generationId) ?? { deltas: [], end: null };
      answers.set(generationId, answer);
      for (const delta of deltas) if (delta.seq === answer.deltas.length + 1) answer.deltas.push(delta);
      // Stored, but the acknowledgement is lost: the agent will send it again.
      await deafen('generation:deltas');
      return { storedSeq: answer.deltas.length };
    },
    'generation:end': async (end) => {
      await deafen('generation:end');
      const answer = answers.get(end.generationId) ?? { deltas: [], end: null };
      answers.set(end.generationId, answer);
      if (answer.deltas.length < end.lastSeq) {
        throw Object.assign(new Error('Steps are missing.'), { code: 'PRECONDITION_FAILED' });
      }
      answer.end = end;
      return {};
    },
  };
}

function newAgent(machineId: string, publicKey: string): FakeAgent {
  const agent: FakeAgent = {
    machineId,
    publicKey,
    joinCounter: 0,
    socket: null,
    isRevoked: false,
    connections: 0,
    hellos: [],
    heartbeats: [],
    facts: [],
    states: [],
    lines: [],
    chunks: [],
    live: [],
    prefills: [],
    copies: { offered: [], listed: [], progress: [], ended: [] },
    notes: [],
    desired: [],
    send: (command, payload) => request(agent.socket!, agentCommands, command, payload as never, 5000),
  };
  return agent;
}

type Known = { agents: Map<string, FakeAgent>; nonces: Set<string>; origin: string; refuse: string | null };

/** Null lets the agent in; otherwise the code it is refused with. */
function admit(auth: unknown, { agents, nonces, origin, refuse }: Known): string | null {
  if (refuse !== null) return refuse;
  const { signature, ...handshake } = AgentHandshake.parse(auth);
  const agent = agents.get(handshake.agentId);
  if (!agent || !nonces.delete(handshake.nonce)) return 'UNAUTHORIZED';
  if (agent.isRevoked) return 'REVOKED';
  const key = createPublicKey({ key: Buffer.from(agent.publicKey, 'base64'), format: 'der', type: 'spki' });
  const isSigned = verify(
    null,
    Buffer.from(signedText(origin, handshake)),
    key,
    Buffer.from(signature, 'base64'),
  );
  if (!isSigned) return 'UNAUTHORIZED';
  if (handshake.joinCounter <= agent.joinCounter) return 'CONFLICT';
  agent.joinCounter = handshake.joinCounter;
  return null;
}
