import * as z from 'zod';
import { pageInput, pageOf } from './paging.ts';
import { ReportInput } from './report.ts';
import { Backend, Parallelism } from './session.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

/** Versions and places that a result holds for; what differs in one of them is another result. */
const ResultKey = z.object({
  modelId: Text.max(300),
  /** The kinds of its Macs by their place in the catalogue, sorted; an empty one is not in it. */
  kinds: z.array(Text.max(100)).min(1).max(64),
  backend: Backend,
  parallelism: Parallelism,
  mlx: Text.max(60).nullable(),
  mlxLm: Text.max(60).nullable(),
  /** What differs from the engine's own, as `settingsText` writes it. */
  engineSettings: Text.max(400).default('{}'),
  /** Which step of `CONTEXT_STEPS` the questions reach. */
  step: z.number().int().min(0).max(20),
});
export type ResultKey = z.output<typeof ResultKey>;

const Which = {
  simulated: z.boolean().default(false),
  /** Only answers that had their session to themselves. */
  alone: z.boolean().default(true),
};
export const ListResultsInput = ReportInput.safeExtend(Which);
export type ListResultsInput = z.output<typeof ListResultsInput>;

export const ListRunsInput = ReportInput.safeExtend({
  ...Which,
  key: ResultKey,
  ...pageInput(100, 500).shape,
});
export type ListRunsInput = z.output<typeof ListRunsInput>;

/** The middle half of the runs and their median. */
const Spread = z.object({ low: z.number(), median: z.number(), high: z.number() });

export const MOST_RESULTS = 300;
export const ModelResult = ResultKey.extend({
  modelTitle: z.string(),
  /** `4 × Mac Studio (2025)`. */
  macs: z.string(),
  runs: Count,
  promptTokens: Count,
  completionTokens: Count,
  firstTokenMs: Spread.nullable(),
  /** Output tokens a second of one answer, after its first token. */
  tokensPerSecond: Spread,
  /** Null: not measured, or under 30 s of it. */
  joulesPerToken: z.number().nullable(),
  /** Of how many runs the joules are. */
  runsMeasured: Count,
  firstAt: Instant,
  lastAt: Instant,
  /** Tokens a second that the planner expects of these Macs, without what was measured here. */
  expected: z
    .object({ value: z.number(), basis: z.enum(['measured', 'published', 'estimated']), how: z.string() })
    .nullable(),
  /** Slower than with the versions before: by how much, 0.14 is 14 %. */
  fall: z
    .object({
      share: z.number(),
      tokensPerSecond: z.number(),
      runs: Count,
      mlx: z.string().nullable(),
      mlxLm: z.string().nullable(),
    })
    .nullable(),
});
export type ModelResult = z.output<typeof ModelResult>;

export const ModelResults = z.object({
  timeZone: z.string(),
  results: z.array(ModelResult).max(MOST_RESULTS),
  /** Results beyond those told. */
  leftOut: Count,
});
export type ModelResults = z.output<typeof ModelResults>;

export const ModelRun = z.object({
  id: Id,
  sessionId: Id,
  endedAt: Instant,
  promptTokens: Count,
  completionTokens: Count,
  firstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number(),
  energyJoules: z.number().nullable(),
});
export type ModelRun = z.output<typeof ModelRun>;
export const ModelRuns = pageOf(ModelRun);
