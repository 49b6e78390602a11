import type { Namespace, Socket } from 'socket.io';
import { agentCommands, type AgentToPortal, type PortalToAgent } from '@/shared/protocol/agent.ts';
import { RemoteError, request } from '@/shared/protocol/request.ts';
import type { AgentGateway } from '../context.ts';
import { ServiceError } from '../errors.ts';
import type { Peers } from './peers.ts';

export type AgentSocketData = {
  machineId: string;
  machineName: string;
  bootId: string;
  joinCounter: number;
  greeted: boolean;
};
export type AgentSocket = Socket<AgentToPortal, PortalToAgent, Record<string, never>, AgentSocketData>;
export type AgentNamespace = Namespace<AgentToPortal, PortalToAgent, Record<string, never>, AgentSocketData>;
type Command = keyof typeof agentCommands & string;
/** Which of these portals holds which machine's agent, by the rows. */
type FindHolders = (
  machineIds: readonly string[],
  portalIds: readonly string[],
) => Promise<Map<string, string>>;

const COMMAND_TIMEOUT_MS = 10_000;

/**
 * Which machine's agent is on which socket; commands go only to agents that have said hello. What another portal
 * holds is asked of that portal; what nobody holds is unavailable at once.
 */
export function createAgentGateway() {
  const sockets = new Map<string, AgentSocket>();
  let peers: Peers | null = null;
  let findHolders: FindHolders = async () => new Map();

  const holdersOf = async (machineIds: readonly string[]): Promise<Map<string, string>> => {
    if (!peers || peers.isAlone() || machineIds.length === 0) return new Map();
    return findHolders(machineIds, peers.others());
  };
  const isHere = (machineId: string): boolean => sockets.get(machineId)?.data.greeted === true;
  /** Only sockets of an older start of the connection; a newer one is none of the caller's business. */
  const replaceOlder = (machineId: string, joinCounter: number): void => {
    const older = sockets.get(machineId);
    if (!older || older.data.joinCounter >= joinCounter) return;
    sockets.delete(machineId);
    older.disconnect(true);
  };
  // Told, and cut off once it has heard it; whoever does not answer is refused when it comes back.
  const revokeHere = (machineId: string, reason: string): void => {
    const socket = sockets.get(machineId);
    socket?.emit('agent:revoked', { reason }, () => socket.disconnect(true));
  };

  const gateway: AgentGateway = {
    async connectedMachines(machineIds) {
      const connected = new Set(machineIds.filter(isHere));
      const elsewhere = machineIds.filter((id) => !connected.has(id));
      for (const id of (await holdersOf(elsewhere)).keys()) connected.add(id);
      return connected;
    },
    async send(machineId, command, payload) {
      if (isHere(machineId)) return sendTo(sockets.get(machineId)!, command, payload);
      const holder = (await holdersOf([machineId])).get(machineId);
      if (!peers || !holder) throw noWord();
      await peers.ask(holder, 'agent.command', { machineId, command, payload });
    },
  };

  return {
    ...gateway,
    /** From now on agents of other portals can be reached, and theirs replace ours. */
    join(others: Peers, find: FindHolders): void {
      peers = others;
      findHolders = find;
      peers.answer('agent.command', async ({ machineId, command, payload }) => {
        if (!isHere(machineId)) throw noWord();
        if (!(command in agentCommands)) throw new ServiceError('VALIDATION', 'There is no such command.');
        await sendTo(sockets.get(machineId)!, command as Command, payload as never);
        return {};
      });
      peers.on('agent.here', ({ machineId, joinCounter }) => replaceOlder(machineId, joinCounter));
      peers.on('agent.revoked', ({ machineId, reason }) => revokeHere(machineId, reason));
    },
    /** The newest connection of an agent takes the place of an older one, wherever that is; false for an older one. */
    attach(socket: AgentSocket): boolean {
      const { machineId, joinCounter } = socket.data;
      replaceOlder(machineId, joinCounter);
      if (sockets.has(machineId)) return false;
      sockets.set(machineId, socket);
      peers?.tell('agent.here', { machineId, joinCounter });
      return true;
    },
    detach: (socket: AgentSocket): boolean =>
      sockets.get(socket.data.machineId) === socket && sockets.delete(socket.data.machineId),
    revoke(machineId: string, reason: string): void {
      revokeHere(machineId, reason);
      peers?.tell('agent.revoked', { machineId, reason });
    },
  };
}
export type AgentHolder = ReturnType<typeof createAgentGateway>;

const noWord = () => new ServiceError('UNAVAILABLE', 'No word from that machine’s agent right now.');

const sendTo: (
  socket: AgentSocket,
  ...said: Parameters<AgentGateway['send']> extends [string, ...infer Rest] ? Rest : never
) => Promise<void> = async (socket, command, payload) => {
  try {
    await request(socket, agentCommands, command, payload, COMMAND_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.code === 'TIMEOUT') {
      throw new ServiceError('UNAVAILABLE', `${socket.data.machineName} did not answer in time.`, {
        cause: error,
      });
    }
    throw new ServiceError('PRECONDITION_FAILED', error.message, { cause: error });
  }
};
