import type { Namespace, Socket } from 'socket.io';
import * as z from 'zod';
import { agentCommands, type AgentToPortal, type PortalToAgent } from '@/shared/protocol/agent.ts';
import type { AgentGateway } from '../context.ts';
import { ServiceError } from '../errors.ts';
import type { findHolders, readIdentities } from '../modules/agents/index.ts';
import type { Peers } from './peers.ts';
import { sendCommand } from './send-command.ts';

export type AgentSocketData = {
  agentId: string;
  machineId: string;
  machineName: string;
  bootId: string;
  joinCounter: number;
  greeted: boolean;
  /** Why it gets no new work: it speaks a protocol that this portal doesn't. */
  upgradeRequired?: string | null;
};
export type AgentSocket = Socket<AgentToPortal, PortalToAgent, Record<string, never>, AgentSocketData>;
export type AgentNamespace = Namespace<AgentToPortal, PortalToAgent, Record<string, never>, AgentSocketData>;
type Command = keyof typeof agentCommands & string;

type WithoutContext<F> = F extends (ctx: never, ...rest: infer Rest) => infer R
  ? (...rest: Rest) => R
  : never;
type Rows = {
  /** Which of these portals holds which machine's agent. */
  findHolders: WithoutContext<typeof findHolders>;
  readIdentities: WithoutContext<typeof readIdentities>;
};
/** By the portal's secret; `open` gives null for what another secret has sealed. */
type Sealer = { seal(text: string): string; open(text: string): string | null };

const ForwardedCommand = z.object({ command: z.string(), payload: z.unknown() });

const REVOKED = 'This agent was revoked.';

/**
 * Which machine's agent is on which socket; commands go only to agents that have said hello. A socket is of one agent,
 * not of a machine: who is revoked or replaced is cut off at once, whatever it answers. What another portal holds is
 * asked of that portal; what nobody holds is unavailable at once.
 */
export function createAgentGateway() {
  const sockets = new Map<string, AgentSocket>();
  let peers: Peers | null = null;
  let rows: Rows | null = null;
  let sealer: Sealer | null = null;

  const holdersOf = async (machineIds: readonly string[]): Promise<Map<string, string>> => {
    if (!peers || !rows || peers.isAlone() || machineIds.length === 0) return new Map();
    return rows.findHolders(machineIds, peers.others());
  };
  const isHere = (machineId: string): boolean => sockets.get(machineId)?.data.greeted === true;
  const cut = (socket: AgentSocket): void => {
    if (sockets.get(socket.data.machineId) === socket) sockets.delete(socket.data.machineId);
    socket.disconnect(true);
  };
  /** Told on its way out: what was emitted before the end still leaves, and nothing of what it says is taken. */
  const cutRevoked = (socket: AgentSocket, reason: string): void => {
    socket.emit('agent:revoked', { reason }, () => undefined);
    cut(socket);
  };
  const revokeHere = ({ machineId, agentId, reason, bootId }: Revoked): void => {
    const socket = sockets.get(machineId);
    if (socket?.data.agentId !== agentId || (bootId !== undefined && socket.data.bootId !== bootId)) return;
    cutRevoked(socket, reason);
  };
  /** Compares with the rows: a word of another portal, or our own, may have been lost. */
  const cutEnded = async (): Promise<void> => {
    const held = [...sockets.values()];
    if (held.length === 0 || !rows) return;
    const identities = await rows.readIdentities(held.map((it) => it.data.agentId));
    for (const socket of held) {
      const identity = identities.get(socket.data.agentId);
      if (identity?.isRevoked) cutRevoked(socket, REVOKED);
      // Not known is no reason to give up its key: the rows may be from a backup.
      else if (!identity || identity.joinCounter > socket.data.joinCounter) cut(socket);
    }
  };

  const gateway: AgentGateway = {
    async connectedMachines(machineIds) {
      const connected = new Set(machineIds.filter(isHere));
      const elsewhere = machineIds.filter((id) => !connected.has(id));
      for (const id of (await holdersOf(elsewhere)).keys()) connected.add(id);
      return connected;
    },
    async send(machineId, command, payload) {
      if (isHere(machineId)) return sendHere(sockets.get(machineId)!, command, payload);
      const holder = (await holdersOf([machineId])).get(machineId);
      if (!peers || !sealer || !holder) throw noWord();
      await peers.ask(holder, 'agent.command', {
        machineId,
        sealed: sealer.seal(JSON.stringify({ command, payload })),
      });
    },
  };

  return {
    ...gateway,
    /** From now on agents of other portals can be reached, and theirs replace ours. */
    join(others: Peers, read: Rows, { seal, open }: Sealer): void {
      peers = others;
      rows = read;
      sealer = { seal, open };
      peers.answer('agent.command', async ({ machineId, sealed }) => {
        if (!isHere(machineId)) throw noWord();
        const text = open(sealed);
        const told = text === null ? null : ForwardedCommand.parse(JSON.parse(text));
        if (told === null || !Object.hasOwn(agentCommands, told.command))
          throw new ServiceError('VALIDATION', 'There is no such command.');
        await sendHere(sockets.get(machineId)!, told.command as Command, told.payload as never);
        return {};
      });
      peers.on('agent.here', (theirs) => {
        const ours = sockets.get(theirs.machineId);
        if (ours && isOlder(ours.data, theirs)) cut(ours);
      });
      peers.on('agent.revoked', revokeHere);
    },
    /** The newest connection of an agent takes the place of an older one, wherever that is; false for an older one. */
    attach(socket: AgentSocket): boolean {
      const { machineId, agentId, joinCounter } = socket.data;
      const held = sockets.get(machineId);
      // It has just proved to be the machine's agent: another one is none any more.
      if (held && (held.data.agentId !== agentId || isOlder(held.data, socket.data))) cut(held);
      if (sockets.has(machineId)) return false;
      sockets.set(machineId, socket);
      peers?.tell('agent.here', { machineId, agentId, joinCounter });
      return true;
    },
    detach: (socket: AgentSocket): boolean =>
      sockets.get(socket.data.machineId) === socket && sockets.delete(socket.data.machineId),
    revoke(revoked: Revoked): void {
      revokeHere(revoked);
      peers?.tell('agent.revoked', revoked);
    },
    cutEnded,
  };
}
export type AgentHolder = ReturnType<typeof createAgentGateway>;

type Revoked = { machineId: string; agentId: string; reason: string; bootId?: string | undefined };
type Connected = Pick<AgentSocketData, 'agentId' | 'joinCounter'>;

/** Of one agent; which of two agents is the machine's, the rows know. */
const isOlder = (it: Connected, than: Connected): boolean =>
  it.agentId === than.agentId && it.joinCounter < than.joinCounter;

/** What runs goes on, also where portal or agent were updated meanwhile; nothing new is begun. */
const sendHere: typeof sendCommand = async (socket, command, payload) => {
  const { machineName, upgradeRequired } = socket.data;
  if (command === 'session:prepare' && upgradeRequired)
    throw new ServiceError('PRECONDITION_FAILED', `${machineName} takes no new session. ${upgradeRequired}`);
  return sendCommand(socket, command, payload);
};

const noWord = () => new ServiceError('UNAVAILABLE', 'No word from that machine’s agent right now.');
