import { leastTokens } from '@/shared/domain/estimate-tokens.ts';
import { ServiceError } from '../../errors.ts';
import type { ApiAsk } from './api-event.ts';
import type { UsableSession } from './usable-sessions.ts';

const MOST_ANSWER_TOKENS = 32_768;
const USUAL_ANSWER_TOKENS = 4096;

export const leastPromptTokens = ({ messages, settings }: ApiAsk): number =>
  messages.reduce(
    (sum, it) =>
      sum + 1 + leastTokens(it.content) + (it.toolCalls ? leastTokens(JSON.stringify(it.toolCalls)) : 0),
    settings.tools ? leastTokens(JSON.stringify(settings.tools)) : 0,
  );

/**
 * How long the answer may become. A question that surely doesn't fit the model is refused before it keeps anybody
 * waiting; what is left beside it bounds the answer.
 */
export function boundAnswer(ask: ApiAsk, { contextTokens, modelTitle }: UsableSession): number {
  const wanted = Math.min(ask.maxTokens ?? USUAL_ANSWER_TOKENS, MOST_ANSWER_TOKENS);
  if (contextTokens === null) return wanted;
  const least = leastPromptTokens(ask);
  if (least >= contextTokens)
    throw new ServiceError(
      'VALIDATION',
      `The question has about ${least} tokens or more, and ${modelTitle} holds ${contextTokens} with its answer. Shorten it, or ask a model with a longer context.`,
      { details: { apiCode: 'context_length_exceeded', param: 'messages' } },
    );
  return Math.min(wanted, contextTokens - least);
}
