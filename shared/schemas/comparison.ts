import * as z from 'zod';
import { AnswerSettings } from './answer-settings.ts';
import { GenerationState } from './chat.ts';
import { limit, pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const FEWEST_COMPARED = 2;
export const MOST_COMPARED = 4;
export const VERDICTS = ['best', 'good', 'weak'] as const;
export const RATING_REASONS = ['right', 'clear', 'wrong', 'too long', 'style'] as const;
const Verdict = z.enum(VERDICTS);
const Reason = z.enum(RATING_REASONS);

const Settings = AnswerSettings.omit({ tools: true, logitBias: true, logprobs: true });

export const StartComparisonInput = z.object({
  id: z.uuid(),
  prompt: Text.trim()
    .min(1, 'Write a question first.')
    .max(32_000, 'A question has 32,000 characters at most.'),
  systemPrompt: Text.trim().max(32_000).default(''),
  maxTokens: z.number().int().min(1).max(8192).default(1024),
  isBlind: z.boolean(),
  /** Made by the client; the same again starts nothing twice. */
  runs: z
    .array(z.object({ generationId: z.uuid(), sessionId: Id, settings: Settings.default({}) }))
    .min(FEWEST_COMPARED, `Choose at least ${FEWEST_COMPARED} to compare.`)
    .max(MOST_COMPARED, `Choose at most ${MOST_COMPARED}.`),
});
export type StartComparisonInput = z.output<typeof StartComparisonInput>;

export const RateInput = z.object({
  generationId: Id,
  verdict: Verdict,
  reasons: z.array(Reason).max(RATING_REASONS.length),
  note: Text.trim().max(500, 'A reason has 500 characters at most.'),
});
export type RateInput = z.output<typeof RateInput>;

const Person = z.object({ id: Id, name: z.string() });
const Rating = z.object({
  person: Person,
  verdict: Verdict,
  reasons: z.array(z.string()),
  note: z.string(),
  at: Instant,
});

/** Whose answer it is and what it took; hidden from a reader of a blind comparison who has not rated all of it. */
const ComparedFigures = z.object({
  sessionId: Id,
  modelTitle: z.string(),
  machines: z.array(z.string()),
  simulated: z.boolean(),
  settings: Settings,
  /** From the moment that rank 0 took the question to the end of the answer. */
  tookMs: z.number().nullable(),
  promptTokens: Count.nullable(),
  timeToFirstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  energyJoules: z.number().nullable(),
  isEnergyPending: z.boolean(),
});

const ComparedAnswer = z.object({
  id: Id,
  /** As this reader sees them, from 1. */
  number: z.number().int(),
  state: GenerationState,
  text: z.string(),
  reasoning: z.string(),
  lastSeq: Count,
  completionTokens: Count,
  message: z.string().nullable(),
  figures: ComparedFigures.nullable(),
  mine: Rating.nullable(),
  /** Of others; empty while names are hidden. */
  ratings: z.array(Rating),
});

const ComparisonRow = z.object({
  id: Id,
  title: z.string(),
  owner: Person,
  mine: z.boolean(),
  shared: z.boolean(),
  isBlind: z.boolean(),
  createdAt: Instant,
  answers: Count,
  /** How many of its answers the reader has rated. */
  rated: Count,
});
export const ComparisonPage = pageOf(ComparisonRow);
export const ListComparisonsInput = pageInput(50, 200);

export const Comparison = ComparisonRow.omit({ answers: true, rated: true }).extend({
  prompt: z.string(),
  systemPrompt: z.string(),
  maxTokens: Count,
  answers: z.array(ComparedAnswer),
});
export type Comparison = z.output<typeof Comparison>;

/** Of ratings of the last days, one row a model; a comparison of a model with itself counts for each of its answers. */
export const RatingSum = z.object({
  modelTitle: z.string(),
  simulated: z.boolean(),
  rated: Count,
  best: Count,
  weak: Count,
  blind: Count,
});
export const SumRatingsInput = z.object({
  days: z.number().int().min(1).max(366).default(60),
  limit: limit(50, 200),
});

export const RatingRow = z.object({
  comparison: z.string(),
  askedAt: Instant,
  prompt: z.string(),
  modelTitle: z.string(),
  simulated: z.boolean(),
  verdict: Verdict,
  reasons: z.array(z.string()),
  note: z.string(),
  by: z.string(),
  wasBlind: z.boolean(),
  ratedAt: Instant,
  completionTokens: Count,
  tookMs: z.number().nullable(),
  energyJoules: z.number().nullable(),
});
