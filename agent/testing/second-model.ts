import type { AgentModel, EngineState } from '@/shared/schemas/machine.ts';

/** As an agent with another engine tells them: what an MLX has not, and no setting of ours. */
export const SECOND_ENGINE: EngineState = {
  ready: true,
  mlx: null,
  mlxLm: null,
  python: null,
  backends: ['ring'],
  message: null,
  product: { name: 'second engine', version: '1.0' },
};

export const SECOND_MODEL: AgentModel = {
  id: 'second-model',
  title: 'Second model',
  description: 'Counts.',
  architecture: 'second',
  layers: null,
  parameters: null,
  weightsBytes: 1000,
  fingerprint: 'second-1',
  tensorSizes: [2],
  pipelineSizes: [],
  suggestedQuestions: [],
  problem: null,
};
