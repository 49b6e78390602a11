import { createHash } from 'node:crypto';
import type { AgentModel, EngineState } from '@/shared/schemas/machine.ts';

/** `activeBytes`: what one token reads. Figures of the published models; what is done with them is play. */
export type SimulatedModel = AgentModel & { activeBytes: number };

const QUESTIONS = [
  'What is Espalier?',
  'What does it mean that this machine is simulated?',
  'Explain how a session starts, in detail',
  'Show what an answer can hold, and ask for a tool',
];

type Shape = Pick<
  AgentModel,
  'id' | 'title' | 'architecture' | 'layers' | 'parameters' | 'weightsBytes' | 'tensorSizes' | 'pipelineSizes'
> & {
  activeBytes: number;
};

const SHAPES: Shape[] = [
  {
    id: 'mlx-community/Kimi-K2-Thinking-4bit',
    title: 'Kimi K2 Thinking 4-bit',
    architecture: 'kimi_k2',
    layers: 61,
    parameters: 1_026_000_000_000,
    weightsBytes: 578_000_000_000,
    activeBytes: 18_000_000_000,
    tensorSizes: [2, 4, 8],
    pipelineSizes: [],
  },
  {
    id: 'mlx-community/DeepSeek-V3.1-4bit',
    title: 'DeepSeek V3.1 4-bit',
    architecture: 'deepseek_v3',
    layers: 61,
    parameters: 671_000_000_000,
    weightsBytes: 378_000_000_000,
    activeBytes: 20_800_000_000,
    tensorSizes: [2, 4, 8],
    pipelineSizes: [],
  },
  {
    id: 'mlx-community/Qwen3-32B-4bit',
    title: 'Qwen3 32B 4-bit',
    architecture: 'qwen3',
    layers: 64,
    parameters: 32_800_000_000,
    weightsBytes: 18_400_000_000,
    activeBytes: 18_400_000_000,
    tensorSizes: [2, 4, 8],
    pipelineSizes: [],
  },
  {
    id: 'mlx-community/Llama-3.2-3B-Instruct-4bit',
    title: 'Llama 3.2 3B Instruct 4-bit',
    architecture: 'llama',
    layers: 28,
    parameters: 3_200_000_000,
    weightsBytes: 1_860_000_000,
    activeBytes: 1_860_000_000,
    tensorSizes: [2, 4, 8],
    pipelineSizes: [],
  },
];

export const simulatedModels = (): SimulatedModel[] =>
  SHAPES.map((shape) => ({
    ...shape,
    description: 'Played by a simulated machine: its answers, speeds and watts are made up.',
    fingerprint: createHash('sha256').update(`simulated ${shape.id}`).digest('hex'),
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
};
