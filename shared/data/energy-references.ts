import * as z from 'zod';
import data from './energy-references.json' with { type: 'json' };

/** Energy of an output token that somebody published; only rows of one scope can be held side by side. */
const EnergyReference = z.object({
  id: z.string(),
  group: z.enum(['mac', 'pc', 'datacentre']),
  /** `MODEL_WORDS` says which titles mean it. */
  model: z.string(),
  title: z.string(),
  system: z.string(),
  answersAtOnce: z.number().int().positive(),
  joulesPerToken: z.number().positive(),
  watts: z.number().positive(),
  /** What the watts are of. */
  scope: z.string(),
  isUpperBound: z.boolean(),
  source: z.string(),
});
export type EnergyReference = z.output<typeof EnergyReference>;
const File = z.object({ compiled: z.iso.date(), rows: z.array(EnergyReference) });

const file = File.parse(data);
export const ENERGY_REFERENCES: readonly EnergyReference[] = file.rows;
export const REFERENCES_COMPILED = file.compiled;

/** Of a title without case, spaces and signs; the longer name before the one that it begins with. */
const MODEL_WORDS: [model: string, words: string[]][] = [
  ['gpt-oss-120b', ['gptoss120b']],
  ['gpt-oss-20b', ['gptoss20b']],
  ['deepseek-v3.1', ['deepseekv31']],
  ['deepseek-r1-14b', ['deepseekr114b', 'deepseekr1distillqwen14b']],
  ['deepseek-r1', ['deepseekr1']],
  ['qwen3-235b', ['qwen3235b']],
  ['qwen3-30b', ['qwen330b']],
  ['qwen3-32b', ['qwen332b']],
  ['llama-405b', ['llama31405b']],
  ['llama-70b', ['llama3370b', 'llama3170b', 'llama31nemotron70b']],
  ['llama-8b', ['llama318b']],
  ['llama-3b', ['llama323b']],
];

/** Published rows of the model that a title names; none where nothing was published of that very model. */
export function referencesOf(title: string): EnergyReference[] {
  const plain = title.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const found = MODEL_WORDS.find(([, words]) => words.some((it) => plain.includes(it)));
  // A distilled model is another one than what it was distilled from.
  if (!found || (found[0] === 'deepseek-r1' && plain.includes('distill'))) return [];
  return ENERGY_REFERENCES.filter((it) => it.model === found[0]);
}
