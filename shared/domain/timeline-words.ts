import type { agentCommands } from '../protocol/agent.ts';
import type { AgentEventDetail, TimelineRow } from '../schemas/agent-event.ts';
import { formatDuration, listNames } from './format.ts';

type SessionCommand = Extract<keyof typeof agentCommands, `session:${string}`>;
const COMMANDS: Record<SessionCommand, string> = {
  'session:prepare': 'check and reserve what a rank needs',
  'session:rest': 'keep its model warm',
  'session:take-over': 'go on with the model kept warm',
  'session:check': 'try its links to the others',
  'session:launch': 'start a rank',
  'session:go': 'let its rank join the others',
  'session:warm-up': 'answer the warm-up token',
  'session:prove': 'answer what is known of its model',
  'session:stop': 'end a rank',
};
const commandWords = (command: string): string => COMMANDS[command as SessionCommand] ?? command;

/** What happened to a machine's agent, as a sentence without its end. */
export function tellAgentEvent(it: AgentEventDetail): string {
  switch (it.kind) {
    case 'connected':
      return it.from === null ? 'Its agent connected' : `Its agent connected from ${it.from}`;
    case 'restarted':
      return 'Its agent was started anew';
    case 'updated':
      return `Its agent is version ${it.to}, was ${it.from}`;
    case 'disconnected':
      return 'The connection to its agent ended';
    case 'lost':
      return 'Its agent has been silent for too long, and counts as lost';
    case 'slept':
      return it.sure
        ? `It slept for ${formatDuration(it.ms)} and woke`
        : `Its agent did not run for ${formatDuration(it.ms)}: the machine slept, or was frozen`;
    case 'clock_jumped':
      return `Its clock was set ${it.isBack ? 'back' : 'forward'} by ${formatDuration(it.ms)}`;
    case 'network_changed':
      return `Its addresses changed: ${[
        it.gone.length > 0 ? `without ${listNames(it.gone)}` : null,
        it.come.length > 0 ? `now with ${listNames(it.come)}` : null,
      ]
        .filter(Boolean)
        .join(', ')}`;
    case 'done':
      return `Its agent was told to ${commandWords(it.command)}, and did`;
    case 'power':
      return it.text;
    case 'refused':
      return `Its agent refused to ${commandWords(it.command)}: ${it.why}`;
  }
}

const TONES: Partial<Record<AgentEventDetail['kind'], TimelineRow['tone']>> = {
  connected: 'good',
  disconnected: 'warn',
  lost: 'fault',
  slept: 'warn',
  clock_jumped: 'warn',
  network_changed: 'warn',
  refused: 'fault',
};
export const toneOfEvent = (it: AgentEventDetail): TimelineRow['tone'] =>
  it.kind === 'power' && it.isFault ? 'fault' : (TONES[it.kind] ?? 'plain');
