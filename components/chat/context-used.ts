import type { MessageView } from './types.ts';

/** How many tokens of the context were taken when a question was last answered; null before that is known. */
export function contextUsed(messages: readonly MessageView[]): number | null {
  const told = messages.findLast((it) => it.generation?.promptTokens)?.generation;
  return told ? told.promptTokens! + told.completionTokens : null;
}
