import type { AgentModel } from '../schemas/machine.ts';

type SimulatedShape = Pick<
  AgentModel,
  'id' | 'title' | 'architecture' | 'layers' | 'parameters' | 'weightsBytes' | 'tensorSizes' | 'pipelineSizes'
> & {
  /** What one token reads. */
  activeBytes: number;
};

/** What the fingerprint of a simulated model's files is made of. */
export const simulatedMark = (id: string): string => `simulated ${id}`;

/** Models that simulated machines play, with the figures of the published ones. */
export const SIMULATED_MODELS: SimulatedShape[] = [
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

