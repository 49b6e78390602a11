import * as z from 'zod';
import { type AnswerSettings, MOST_LIKELIEST } from '@/shared/schemas/answer-settings.ts';
import { ServiceError } from '../../../errors.ts';
import { maybe, settingsOf, TopP, Words } from '../read-ask.ts';

/** A field that only with these values asks for nothing that can't be had. */
export const only = (allowed: readonly unknown[], words: string) =>
  z
    .unknown()
    .refine((it) => it === undefined || it === null || allowed.includes(it), words)
    .optional();

export const MOST_WORDS = `At most ${MOST_LIKELIEST} of the likeliest tokens are told of.`;
export const Likeliest = z.int(MOST_WORDS).min(0, MOST_WORDS).max(MOST_LIKELIEST, MOST_WORDS);

const StopText = Words.min(1).max(200);
const Stop = z.union([StopText.transform((it) => [it]), z.array(StopText).max(32, 'At most 32 stops.')]);

/** How an answer is made, alike in both addresses; `seed` is taken and has no effect (docs/api.md says why). */
export const SAMPLING = {
  model: Words.min(1, 'Name a model, a session or "auto".').max(200),
  stream: maybe(z.boolean()),
  stream_options: maybe(z.object({ include_usage: maybe(z.boolean()) })),
  temperature: maybe(z.number().min(0).max(2)),
  top_p: maybe(TopP),
  top_k: maybe(z.int().min(-1).max(1000)),
  min_p: maybe(z.number().min(0).max(1)),
  presence_penalty: maybe(z.number().min(-2).max(2)),
  frequency_penalty: maybe(z.number().min(-2).max(2)),
  repetition_penalty: maybe(z.number().gt(0).max(2)),
  logit_bias: maybe(z.record(z.string().regex(/^\d{1,9}$/), z.number().min(-100).max(100))),
  stop: maybe(Stop),
  seed: maybe(z.int()),
  n: only([1], 'One answer at a time: leave n out, and ask again for another.'),
};
const Sampling = z.object(SAMPLING);

export const samplingOf = (it: z.output<typeof Sampling>): AnswerSettings =>
  settingsOf({
    temperature: it.temperature,
    topP: it.top_p,
    topK: it.top_k === undefined ? undefined : Math.max(0, it.top_k),
    minP: it.min_p,
    presencePenalty: it.presence_penalty,
    frequencyPenalty: it.frequency_penalty,
    repetitionPenalty: it.repetition_penalty,
    logitBias: it.logit_bias,
    stop: it.stop,
  });

export const refuse = (param: string, words: string): ServiceError =>
  new ServiceError('VALIDATION', words, { details: { param, apiCode: 'unsupported_value' } });
