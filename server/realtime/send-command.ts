import { agentCommands } from '@/shared/protocol/agent.ts';
import { RemoteError, request } from '@/shared/protocol/request.ts';
import { cleanText, clipText } from '@/shared/schemas/text.ts';
import type { AgentGateway } from '../context.ts';
import { ServiceError } from '../errors.ts';
import type { AgentSocket } from './agent-gateway.ts';

const COMMAND_TIMEOUT_MS = 10_000;
/**
 * An agent's WebSocket takes a hundred megabytes, and a character is at most six bytes of JSON. No model reads nearly
 * as much, so people are told before it is sent.
 */
const MOST_CHARACTERS = 4_000_000;
const MOST_REASON = 500;

type Said = Parameters<AgentGateway['send']> extends [string, ...infer Rest] ? Rest : never;

/** Says a command to an agent that is here; its refusal, its silence and its nonsense become words for people. */
export const sendCommand: (socket: AgentSocket, ...said: Said) => Promise<void> = async (
  socket,
  command,
  payload,
) => {
  if (charactersOf(payload) > MOST_CHARACTERS)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'This chat has grown too long to be sent to a model. Begin a new one.',
    );
  try {
    await request(socket, agentCommands, command, payload, COMMAND_TIMEOUT_MS);
  } catch (error) {
    throw toServiceError(error, socket.data.machineName);
  }
};

function toServiceError(error: unknown, machineName: string): ServiceError {
  const { code, message } = error instanceof RemoteError ? error : { code: 'BAD_REPLY', message: '' };
  if (code === 'TIMEOUT')
    return new ServiceError('UNAVAILABLE', `${machineName} did not answer in time.`, { cause: error });
  // Final as a refusal is: an agent that is asked the same again answers the same.
  const reason =
    code === 'BAD_REPLY'
      ? `${machineName} answered in a way this portal does not understand. Update its agent.`
      : cleanText(clipText(message, MOST_REASON));
  return new ServiceError('PRECONDITION_FAILED', reason, { cause: error });
}

/** Only questions grow with what people write. */
const charactersOf = (payload: Said[1]): number =>
  'messages' in payload ? payload.messages.reduce((sum, it) => sum + it.content.length, 0) : 0;
