import * as z from 'zod';
import { ProgramTextPiece, Text } from './text.ts';

const MOST_STOPS = 32;
const MOST_TOOLS = 128;
/** A call's arguments, or a tool's schema, as text. */
const MOST_CHARACTERS = 200_000;

/** A call that a model asks for; `arguments` as the model wrote them, which need not be JSON. */
export const ToolCall = z.object({
  id: z.string().max(200),
  name: z.string().max(200),
  arguments: ProgramTextPiece(MOST_CHARACTERS),
});
export type ToolCall = z.output<typeof ToolCall>;

/** A call as a step of an answer holds it; null when it is none. */
export function readToolCall(text: string): ToolCall | null {
  try {
    return ToolCall.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** How many of the likeliest tokens the engine tells of at each place. */
export const MOST_LIKELIEST = 11;
/** Of what is gathered into one step, and of one token as text. */
export const MOST_TOKENS_A_STEP = 32;
export const MOST_TOKEN_CHARACTERS = 128;
const Likely = z.object({
  token: ProgramTextPiece(MOST_TOKEN_CHARACTERS),
  /** Natural logarithm of how likely it was. */
  logprob: z.number().min(-10_000).max(0),
});
/** A token of an answer, and the likeliest ones in its place, likeliest first. */
export const TokenLogprob = Likely.extend({ top: z.array(Likely).max(MOST_LIKELIEST) });
export type TokenLogprob = z.output<typeof TokenLogprob>;
const TokenLogprobs = z.array(TokenLogprob).max(MOST_TOKENS_A_STEP);

/** Tokens as a step of an answer holds them; null when they are none. */
export function readLogprobs(text: string): TokenLogprob[] | null {
  try {
    return TokenLogprobs.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** A function that a model may call; `parameters` is a JSON schema, shown to the model as it is. */
export const Tool = z.object({
  name: Text.min(1).max(200),
  description: Text.max(20_000).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type Tool = z.output<typeof Tool>;

/**
 * How an answer is made, beside its length; what is left out is the engine's own. Ranges are those that mlx_lm.server
 * takes. There is no seed: with one, an answer that is stopped leaves the ranks out of step.
 */
export const AnswerSettings = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().gt(0).max(1).optional(),
  /** 0: all of them. */
  topK: z.int().min(0).max(1000).optional(),
  minP: z.number().min(0).max(1).optional(),
  repetitionPenalty: z.number().gt(0).max(2).optional(),
  presencePenalty: z.number().min(-2).max(2).optional(),
  frequencyPenalty: z.number().min(-2).max(2).optional(),
  /** The answer ends before the first of them. */
  stop: z.array(Text.min(1).max(200)).max(MOST_STOPS).optional(),
  logitBias: z.record(z.string().regex(/^\d{1,9}$/), z.number().min(-100).max(100)).optional(),
  tools: z.array(Tool).max(MOST_TOOLS).optional(),
  /** Of models that can think before they answer; they decide where it is left out. */
  thinking: z.boolean().optional(),
  /** How likely each token was is told too, with so many of the likeliest in its place. */
  logprobs: z.int().min(0).max(MOST_LIKELIEST).optional(),
});
export type AnswerSettings = z.output<typeof AnswerSettings>;
