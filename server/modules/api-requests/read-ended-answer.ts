import { type AnswerSettings, readLogprobs, type ToolCall } from '@/shared/schemas/answer-settings.ts';
import type { ServiceContext } from '../../context.ts';
import type { ApiAnswer, ApiEvent } from './api-event.ts';
import { endOf } from './to-events.ts';

/** An answer that is over, from its row, told as one that is followed: its thoughts, its words, its calls, its end. */
export async function readEndedAnswer(ctx: ServiceContext, generationId: string): Promise<ApiAnswer> {
  const row = await ctx.db.generation.findUniqueOrThrow({
    where: { id: generationId },
    include: { session: { select: { modelId: true } } },
  });
  const calls = (row.toolCalls ?? []) as ToolCall[];
  const { completionTokens } = row;
  const { logprobs } = row.settings as AnswerSettings;
  const events: ApiEvent[] = logprobs === undefined ? [] : await readTokens(ctx, generationId);
  const words = [
    { kind: 'reasoning' as const, text: row.reasoning ?? '', completionTokens },
    { kind: 'text' as const, text: row.text ?? '', completionTokens },
  ].filter((it) => it.text !== '');
  events.push(
    ...words,
    ...calls.map((call) => ({ kind: 'tool' as const, call })),
    endOf(row, calls.length > 0),
  );
  return { id: row.id, model: row.session.modelId, createdAt: row.createdAt, events: inTurn(events) };
}

/** How likely each token was stands in the steps alone, which are kept until a day after the end. */
async function readTokens(ctx: ServiceContext, generationId: string): Promise<ApiEvent[]> {
  const steps = await ctx.db.generationDelta.findMany({
    where: { generationId, kind: 'logprobs' },
    orderBy: { seq: 'asc' },
  });
  return steps.map((it) => ({ kind: 'logprobs', tokens: readLogprobs(it.text) ?? [] }));
}

async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
