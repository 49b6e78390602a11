import { leastTokens } from '@/shared/domain/estimate-tokens.ts';
import { setNewest } from '@/shared/domain/newest.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { singleton } from '../../singleton.ts';
import { readReport } from '../inventory/index.ts';
import type { ApiAsk } from './api-event.ts';
import type { UsableSession } from './usable-sessions.ts';

const MOST_ANSWER_TOKENS = 32_768;
const USUAL_ANSWER_TOKENS = 4096;
const MOST_SESSIONS = 1000;
/** It doesn't change while a session runs. */
const known = () => singleton('context-lengths', () => new Map<string, number | null>());

/** How many tokens the session's model can hold, as its files say; null when they don't. */
async function readContextLength(ctx: ServiceContext, session: UsableSession): Promise<number | null> {
  const before = known().get(session.id);
  if (before !== undefined) return before;
  const row = await ctx.db.machineReport.findUnique({ where: { machineId: session.machineId } });
  const model = readReport(row).models.find((it) => it.id === session.modelId);
  const length = model?.shape?.contextLength || null;
  setNewest(known(), session.id, length, MOST_SESSIONS);
  return length;
}

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
export async function boundAnswer(ctx: ServiceContext, ask: ApiAsk, session: UsableSession): Promise<number> {
  const length = await readContextLength(ctx, session);
  const wanted = Math.min(ask.maxTokens ?? USUAL_ANSWER_TOKENS, MOST_ANSWER_TOKENS);
  if (length === null) return wanted;
  const least = leastPromptTokens(ask);
  if (least >= length)
    throw new ServiceError(
      'VALIDATION',
      `The question has about ${least} tokens or more, and ${session.modelTitle} holds ${length} with its answer. Shorten it, or ask a model with a longer context.`,
      { details: { apiCode: 'context_length_exceeded', param: 'messages' } },
    );
  return Math.min(wanted, length - least);
}
