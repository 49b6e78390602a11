import type { Namespace, Socket } from 'socket.io';
import { agentCommands, type AgentToPortal, type PortalToAgent } from '@/shared/protocol/agent.ts';
import { RemoteError, request } from '@/shared/protocol/request.ts';
import type { AgentGateway } from '../context.ts';
import { ServiceError } from '../errors.ts';

export type AgentSocketData = { machineId: string; machineName: string; bootId: string; greeted: boolean };
export type AgentSocket = Socket<AgentToPortal, PortalToAgent, Record<string, never>, AgentSocketData>;
export type AgentNamespace = Namespace<AgentToPortal, PortalToAgent, Record<string, never>, AgentSocketData>;

const COMMAND_TIMEOUT_MS = 10_000;

/** Which machine's agent is on which socket; commands go only to agents that have said hello. */
export function createAgentGateway(): AgentGateway & {
  attach(socket: AgentSocket): void;
  detach(socket: AgentSocket): boolean;
  socketOf(machineId: string): AgentSocket | undefined;
} {
  const sockets = new Map<string, AgentSocket>();
  return {
    attach: (socket) => void sockets.set(socket.data.machineId, socket),
    detach: (socket) => {
      if (sockets.get(socket.data.machineId) !== socket) return false;
      return sockets.delete(socket.data.machineId);
    },
    socketOf: (machineId) => sockets.get(machineId),
    connectedMachines: async (ids) => new Set(ids.filter((id) => sockets.get(id)?.data.greeted === true)),
    async send(machineId, command, payload) {
      const socket = sockets.get(machineId);
      if (!socket?.data.greeted)
        throw new ServiceError('UNAVAILABLE', 'No word from that machine’s agent right now.');
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
    },
  };
}
