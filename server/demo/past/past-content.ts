import type { PEOPLE } from '../demo-content.ts';

/** Who took part in the lab's past beside the people who can sign in. */
export const PAST_PERSON: (typeof PEOPLE)[number] = {
  name: 'Mara',
  email: 'mara@gardenstreet.example',
  role: 'member',
  teamName: 'Interpretability',
  alsoIn: 'Language models',
};

export const PAST_PROJECT = {
  name: 'Feature atlas',
  note: 'What single directions in the residual stream stand for',
  members: ['Mara', 'Aiko'],
};

const KIMI = 'mlx-community/Kimi-K2-Thinking-4bit';
const DEEPSEEK = 'mlx-community/DeepSeek-V3.1-4bit';
const QWEN = 'mlx-community/Qwen3-32B-4bit';
const LLAMA = 'mlx-community/Llama-3.2-3B-Instruct-4bit';

/** How somebody asks: so many tokens an answer, and so many seconds between an answer and the next question. */
export type Asking = {
  source: 'chat' | 'api';
  prompt: readonly [number, number];
  tokens: readonly [number, number];
  pauseSeconds: readonly [number, number];
};
const BY_HAND: Asking = { source: 'chat', prompt: [60, 1800], tokens: [120, 900], pauseSeconds: [60, 700] };
const NIGHTLY: Asking = { source: 'api', prompt: [700, 2600], tokens: [2200, 7000], pauseSeconds: [2, 90] };
const SCAN: Asking = { source: 'api', prompt: [300, 900], tokens: [90, 420], pauseSeconds: [20, 280] };

/** What comes again in the lab's weeks. Weekdays: 0 Sunday to 6 Saturday. */
export type Habit = {
  person: string;
  project: string | null;
  purposes: readonly string[];
  weekdays: readonly number[];
  at: string;
  hours: number;
  machines: 1 | 2 | 4;
  modelId: string;
  chance: number;
  asking: Asking;
};

export const HABITS: readonly Habit[] = [
  {
    person: 'Jonas',
    project: 'Proof search',
    purposes: ['Lemma suggestions by hand', 'Reading failed proofs', 'Prompts for the theorem set'],
    weekdays: [1, 2, 3, 4, 5],
    at: '09:15',
    hours: 3,
    machines: 2,
    modelId: DEEPSEEK,
    chance: 0.8,
    asking: BY_HAND,
  },
  {
    person: 'Mara',
    project: PAST_PROJECT.name,
    purposes: ['Labels for features', 'Contrast pairs', 'Labels, second pass'],
    weekdays: [1, 2, 3, 4, 5],
    at: '10:30',
    hours: 4,
    machines: 1,
    modelId: QWEN,
    chance: 0.75,
    asking: SCAN,
  },
  {
    person: 'Ines',
    project: null,
    purposes: ['Review of drafts', 'Trying a longer context', 'Questions for the group meeting'],
    weekdays: [1, 3, 5],
    at: '14:00',
    hours: 2.5,
    machines: 1,
    modelId: QWEN,
    chance: 0.65,
    asking: BY_HAND,
  },
  {
    person: 'Mara',
    project: PAST_PROJECT.name,
    purposes: ['Judging labels with a larger model', 'Disagreements between labels'],
    weekdays: [2, 4],
    at: '15:30',
    hours: 2,
    machines: 2,
    modelId: DEEPSEEK,
    chance: 0.7,
    asking: BY_HAND,
  },
  {
    person: 'Ines',
    project: 'Proof search',
    purposes: ['Theorem set, nightly run'],
    weekdays: [1, 2, 3, 4],
    at: '22:00',
    hours: 7,
    machines: 4,
    modelId: KIMI,
    chance: 0.8,
    asking: NIGHTLY,
  },
  {
    person: 'Jonas',
    project: 'Proof search',
    purposes: ['Theorem set, what was left over'],
    weekdays: [6],
    at: '11:00',
    hours: 5,
    machines: 2,
    modelId: KIMI,
    chance: 0.6,
    asking: NIGHTLY,
  },
  {
    person: 'Mara',
    project: null,
    purposes: ['Small model beside the large one'],
    weekdays: [0],
    at: '16:00',
    hours: 2,
    machines: 1,
    modelId: LLAMA,
    chance: 0.45,
    asking: BY_HAND,
  },
];

/** What their programs ask with, by whose they are. */
export const PAST_KEYS: Readonly<Record<string, { name: string; project: string }>> = {
  Ines: { name: 'Nightly runs', project: 'Proof search' },
  Jonas: { name: 'What was left over', project: 'Proof search' },
  Mara: { name: 'Label scan', project: PAST_PROJECT.name },
};

/** How a session failed, as the session engine tells it, and how far into it. */
export const FAILURES = [
  {
    reason: 'rank_exited',
    message: (machine: string) => `Rank 0 on ${machine} ended unexpectedly. Its log has the last lines.`,
    afterMinutes: 34,
  },
  {
    reason: 'peer_lost',
    message: (machine: string) =>
      `Rank 0 on ${machine} lost its connection to another rank, so the group ended. Start the session again.`,
    afterMinutes: 71,
  },
  {
    reason: 'stalled',
    message: (machine: string) =>
      `Rank 0 on ${machine} stopped making progress, so the group was ended. Start the session again.`,
    afterMinutes: 18,
  },
] as const;

export const agentLost = (machine: string): string =>
  `The agent on ${machine} disappeared, and its rank ended with it. When the machine is back, start the session again.`;

export const MAINTENANCE = { at: '07:30', minutes: 60, note: 'Dust filters, macOS update' };
