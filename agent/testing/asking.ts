import { markedProcesses } from '../processes.ts';
import { RANK_MARK } from '../rank-mark.ts';
import type { askToCount } from './agent-lab.ts';

export const modelId = 'espalier-demo';
export const answer = (generationId: string, messages: ReturnType<typeof askToCount>, maxTokens = 5000) => ({
  generationId,
  messages,
  settings: { temperature: 0 },
  maxTokens,
});
export const ranksOf = (sessionId: string, rank = 0): number[] =>
  markedProcesses(RANK_MARK, `${sessionId}.1.${rank}`);
export const exitOf = (agent: {
  states: { state: string; cause?: string | undefined; message?: string | undefined }[];
}) => agent.states.find((it) => it.state === 'exited');
