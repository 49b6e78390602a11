import type { ToolCall } from '@/shared/schemas/answer-settings.ts';
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
  const events: ApiEvent[] = [
    { kind: 'reasoning' as const, text: row.reasoning ?? '', completionTokens },
    { kind: 'text' as const, text: row.text ?? '', completionTokens },
  ].filter((it) => it.text !== '');
  events.push(...calls.map((call) => ({ kind: 'tool' as const, call })), endOf(row, calls.length > 0));
  return { id: row.id, model: row.session.modelId, createdAt: row.createdAt, events: inTurn(events) };
}

async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
