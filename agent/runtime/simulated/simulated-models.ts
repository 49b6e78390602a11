import { SETTING_NAMES } from '@/shared/domain/engine-settings.ts';
import { createHash } from 'node:crypto';
import { SIMULATED_MODELS, simulatedMark } from '@/shared/data/simulated-models.ts';
import type { AgentModel, EngineState } from '@/shared/schemas/machine.ts';

/** `activeBytes`: what one token reads. Figures of the published models; what is done with them is play. */
export type SimulatedModel = AgentModel & { activeBytes: number };

const QUESTIONS = [
  'What is Espalier?',
  'What does it mean that this machine is simulated?',
  'Explain how a session starts, in detail',
  'Show what an answer can hold, and ask for a tool',
];

export const simulatedModels = (): SimulatedModel[] =>
  SIMULATED_MODELS.map((shape) => ({
    ...shape,
    description: 'Played by a simulated machine: its answers, speeds and watts are made up.',
    fingerprint: createHash('sha256').update(simulatedMark(shape.id)).digest('hex'),
    suggestedQuestions: QUESTIONS,
    problem: null,
  }));

export const SIMULATED_ENGINE: EngineState = {
  ready: true,
  mlx: 'simulated',
  mlxLm: 'simulated',
  python: 'simulated',
  backends: ['ring', 'jaccl'],
  message: null,
  settings: SETTING_NAMES,
  handsOver: true,
};
