import { agentCommands } from '@/shared/protocol/agent.ts';
import { RemoteError, request } from '@/shared/protocol/request.ts';
import type { AgentGateway } from '../context.ts';
import { ServiceError } from '../errors.ts';
import type { AgentSocket } from './agent-gateway.ts';

const COMMAND_TIMEOUT_MS = 10_000;

type Said = Parameters<AgentGateway['send']> extends [string, ...infer Rest] ? Rest : never;

/** Says a command to an agent that is here; its refusal, its silence and its nonsense become words for people. */
export const sendCommand: (socket: AgentSocket, ...said: Said) => Promise<void> = async (
  socket,
  command,
  payload,
) => {
  const { machineName } = socket.data;
  const unavailable = (message: string, cause: unknown) =>
    new ServiceError('UNAVAILABLE', message, { cause });
  try {
    await request(socket, agentCommands, command, payload, COMMAND_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.code === 'TIMEOUT') throw unavailable(`${machineName} did not answer in time.`, error);
    throw new ServiceError('PRECONDITION_FAILED', error.message, { cause: error });
  }
};
